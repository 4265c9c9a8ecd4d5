import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * What the tests need of Leshan beside its demo server, behind HTTP on loopback: a bootstrap
 * server, firmware images. Arguments: four ports, HTTP first.
 */
public class Peer {
	private final Gson gson = new Gson();
	private final Bootstrap bootstrap;

	private Peer(Bootstrap bootstrap) {
		this.bootstrap = bootstrap;
	}

	private static InetSocketAddress at(String port) {
		return new InetSocketAddress("127.0.0.1", Integer.parseInt(port));
	}

	public static void main(String[] port) throws IOException, GeneralSecurityException {
		Peer peer = new Peer(new Bootstrap(at(port[1]), at(port[2])));
		peer.bootstrap.start();
		new Images(at(port[3])).start();
		HttpServer http = HttpServer.create(at(port[0]), 0);
		http.setExecutor(Executors.newCachedThreadPool());
		http.createContext("/", peer::serve);
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
			body = gson.toJson(answer).getBytes(StandardCharsets.UTF_8);
		} catch (Exception e) {
			status = 500;
			body = String.valueOf(e).getBytes(StandardCharsets.UTF_8);
		}
		http.sendResponseHeaders(status, body.length);
		http.getResponseBody().write(body);
		http.close();
	}

	private <T> T body(HttpExchange http, Class<T> type) {
		return gson.fromJson(
			new InputStreamReader(http.getRequestBody(), StandardCharsets.UTF_8), type);
	}

	private Object answer(HttpExchange http, Map<String, String> q) throws Exception {
		String ep = q.get("ep");
		switch (http.getRequestURI().getPath()) {
		case "/bootstrap":
			bootstrap.plan(ep, body(http, Bootstrap.Plan.class));
			return "done";
		case "/key":
			bootstrap.key(ep, q.get("identity"), bytes(q.get("key")));
			return "done";
		case "/certificate":
			bootstrap.certificate(ep);
			return "done";
		case "/log":
			return bootstrap.log(ep);
		default:
			return "ready";
		}
	}

	private static byte[] bytes(String hex) {
		byte[] out = new byte[hex.length() / 2];
		for (int i = 0; i < out.length; i++)
			out[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
		return out;
	}
}
