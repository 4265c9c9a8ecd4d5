import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** The second management server behind HTTP on loopback. Arguments: two ports, HTTP first. */
public class Front {
	private final ObjectMapper json = new ObjectMapper();
	private final Second second;

	private Front(Second second) {
		this.second = second;
	}

	private static InetSocketAddress at(String port) {
		return new InetSocketAddress("127.0.0.1", Integer.parseInt(port));
	}

	public static void main(String[] port) throws IOException {
		Front front = new Front(new Second(at(port[1])));
		front.second.start();
		HttpServer http = HttpServer.create(at(port[0]), 0);
		http.setExecutor(Executors.newCachedThreadPool());
		http.createContext("/", front::serve);
		http.start();
	}

	private static Map<String, String> query(String raw) throws IOException {
		Map<String, String> out = new HashMap<>();
		for (String pair : raw == null ? new String[0] : raw.split("&")) {
			int at = pair.indexOf('=');
			out.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), "UTF-8"));
		}
		return out;
	}

	private void serve(HttpExchange http) throws IOException {
		byte[] body;
		int status = 200;
		try {
			Object answer = answer(http, query(http.getRequestURI().getRawQuery()));
			body = json.writeValueAsBytes(answer);
		} catch (Exception e) {
			status = 500;
			body = String.valueOf(e).getBytes(StandardCharsets.UTF_8);
		}
		http.sendResponseHeaders(status, body.length);
		http.getResponseBody().write(body);
		http.close();
	}

	private Object answer(HttpExchange http, Map<String, String> q) throws Exception {
		String ep = q.get("ep"), path = q.get("path"), value = q.get("value");
		switch (http.getRequestURI().getPath()) {
		case "/client":
			return second.client(ep);
		case "/read":
			return second.read(ep, path);
		case "/write":
			return second.write(ep, path, value);
		case "/write-instance":
			return second.writeInstance(ep, path, value, q.get("format"));
		case "/create":
			return second.create(ep, path, value);
		case "/delete":
			return second.delete(ep, path);
		case "/observe":
			return second.observe(ep, path);
		case "/cancel":
			return second.cancel(ep);
		case "/read-composite":
			return second.readComposite(ep, q.get("format"), q.get("paths"));
		case "/observe-composite":
			return second.observeComposite(ep, q.get("format"), q.get("paths"));
		case "/write-composite":
			return second.writeComposite(ep, q.get("format"),
				json.readValue(http.getRequestBody(), new TypeReference<Map<String, Object>>() {
				}));
		case "/told":
			return second.told(ep);
		case "/sent":
			return second.sent(ep);
		default:
			return "ready";
		}
	}
}
