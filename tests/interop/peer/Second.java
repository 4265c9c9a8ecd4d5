import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.californium.core.network.config.NetworkConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.observation.Observation;
import org.eclipse.leshan.core.request.CancelObservationRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.DownlinkRequest;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.eclipse.leshan.core.request.ReadCompositeRequest;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.request.WriteCompositeRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.ObserveResponse;
import org.eclipse.leshan.core.response.ReadCompositeResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.server.californium.LeshanServer;
import org.eclipse.leshan.server.californium.LeshanServerBuilder;
import org.eclipse.leshan.server.observation.ObservationListener;
import org.eclipse.leshan.server.registration.Registration;

/**
 * A second management server, for a module that has two; and the composite operations, which
 * Leshan's library has and its demo server's REST has not.
 */
class Second implements ObservationListener {
	private static final long TIMEOUT_MS = 10000;
	private final LeshanServer server;
	private final Map<String, Integer> told = new ConcurrentHashMap<>();

	Second(InetSocketAddress plain, InetSocketAddress secure) {
		LeshanServerBuilder builder = new LeshanServerBuilder();
		builder.setLocalAddress(plain).setLocalSecureAddress(secure);
		builder.setDtlsConfig(new DtlsConnectorConfig.Builder());
		builder.setCoapConfig(new NetworkConfig());
		builder.disableSecuredEndpoint();
		server = builder.build();
		server.getObservationService().addListener(this);
	}

	void start() {
		server.start();
	}

	private Registration find(String endpoint) {
		return server.getRegistrationService().getByEndpoint(endpoint);
	}

	/** What the server knows of a client; null: it is not registered. */
	Map<String, Object> client(String endpoint) {
		Registration r = find(endpoint);
		if (r == null)
			return null;
		Map<String, Object> out = new HashMap<>();
		out.put("lifetime", r.getLifeTimeInSec());
		out.put("lwM2mVersion", r.getLwM2mVersion().toString());
		out.put("lastUpdate", r.getLastUpdate().getTime());
		return out;
	}

	private Map<String, Object> send(String endpoint, DownlinkRequest<? extends LwM2mResponse> request)
		throws InterruptedException {
		Map<String, Object> out = new TreeMap<>();
		Registration r = find(endpoint);
		LwM2mResponse answer = r == null ? null : server.send(r, request, TIMEOUT_MS);
		out.put("status", answer == null ? "TIMEOUT" : answer.getCode().toString());
		if (answer instanceof ReadCompositeResponse && answer.isSuccess())
			out.put("content", content((ReadCompositeResponse) answer));
		if (answer instanceof ReadResponse && answer.isSuccess())
			out.put("content", ((ReadResponse) answer).getContent().toString());
		return out;
	}

	private static Map<String, String> content(ReadCompositeResponse answer) {
		Map<String, String> out = new TreeMap<>();
		for (Map.Entry<LwM2mPath, LwM2mNode> e : answer.getContent().entrySet())
			out.put(e.getKey().toString(), String.valueOf(e.getValue()));
		return out;
	}

	Map<String, Object> readComposite(String endpoint, String format, String paths)
		throws InterruptedException {
		ContentFormat f = ContentFormat.fromName(format);
		return send(endpoint, new ReadCompositeRequest(f, f, Arrays.asList(paths.split(","))));
	}

	Map<String, Object> writeComposite(String endpoint, String format, Map<String, Object> values)
		throws InterruptedException {
		for (Map.Entry<String, Object> e : values.entrySet())
			if (e.getValue() instanceof Double) /* as JSON has all numbers */
				e.setValue(((Double) e.getValue()).longValue());
		return send(endpoint, new WriteCompositeRequest(ContentFormat.fromName(format), values));
	}

	Map<String, Object> observe(String endpoint, String path) throws InterruptedException {
		return send(endpoint, new ObserveRequest(path));
	}

	/** Asks the client to end its first observation (GET with Observe 1). */
	Map<String, Object> cancel(String endpoint) throws InterruptedException {
		Set<Observation> all = server.getObservationService().getObservations(find(endpoint));
		return send(endpoint, new CancelObservationRequest(all.iterator().next()));
	}

	int notifications(String endpoint) {
		return told.getOrDefault(endpoint, 0);
	}

	@Override
	public void newObservation(Observation observation, Registration registration) {
	}

	@Override
	public void cancelled(Observation observation) {
	}

	@Override
	public void onResponse(Observation observation, Registration client, ObserveResponse response) {
		told.merge(client.getEndpoint(), 1, Integer::sum);
	}

	@Override
	public void onError(Observation observation, Registration client, Exception error) {
	}

	Map<String, Object> read(String endpoint, String path) throws InterruptedException {
		return send(endpoint, new ReadRequest(path));
	}

	Map<String, Object> write(String endpoint, String path, String value) throws InterruptedException {
		LwM2mPath p = new LwM2mPath(path);
		return send(endpoint, new WriteRequest(ContentFormat.TEXT, p.getObjectId(),
			p.getObjectInstanceId(), p.getResourceId(), value));
	}
}
