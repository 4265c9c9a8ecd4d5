import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.eclipse.leshan.core.endpoint.Protocol;
import org.eclipse.leshan.core.model.ResourceModel.Type;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.observation.CompositeObservation;
import org.eclipse.leshan.core.observation.Observation;
import org.eclipse.leshan.core.observation.SingleObservation;
import org.eclipse.leshan.core.request.CancelCompositeObservationRequest;
import org.eclipse.leshan.core.request.CancelObservationRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.CreateRequest;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.eclipse.leshan.core.request.DownlinkRequest;
import org.eclipse.leshan.core.request.ObserveCompositeRequest;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.eclipse.leshan.core.request.ReadCompositeRequest;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.request.WriteCompositeRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.ReadCompositeResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.LeshanServerBuilder;
import org.eclipse.leshan.server.californium.endpoint.CaliforniumServerEndpointsProvider;
import org.eclipse.leshan.server.registration.Registration;

/**
 * A second management server, for a module that has two; and what version 1.1 added, which the
 * demo server's REST has not: composite operations, resource instances, Send.
 */
class Second {
	private static final long TIMEOUT_MS = 20000;
	private final LeshanServer server;
	private final Heard heard = new Heard();

	Second(InetSocketAddress at) {
		LeshanServerBuilder builder = new LeshanServerBuilder();
		CaliforniumServerEndpointsProvider.Builder endpoint =
			new CaliforniumServerEndpointsProvider.Builder();
		endpoint.addEndpoint(at, Protocol.COAP);
		builder.setEndpointsProviders(endpoint.build());
		server = builder.build();
		server.getObservationService().addListener(heard);
		server.getSendService().addListener(heard);
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
			out.put("content", Heard.text(((ReadCompositeResponse) answer).getContent()));
		if (answer instanceof ReadResponse && answer.isSuccess())
			out.put("content", ((ReadResponse) answer).getContent().toString());
		return out;
	}

	/* --- one path ------------------------------------------------------------------------- */

	Map<String, Object> read(String endpoint, String path) throws InterruptedException {
		return send(endpoint, new ReadRequest(path));
	}

	Map<String, Object> write(String endpoint, String path, String value) throws InterruptedException {
		LwM2mPath p = new LwM2mPath(path);
		return send(endpoint, new WriteRequest(ContentFormat.TEXT, p.getObjectId(),
			p.getObjectInstanceId(), p.getResourceId(), value));
	}

	/** A resource instance, "/16/0/0/1". */
	Map<String, Object> writeInstance(String endpoint, String path, String value, String format)
		throws InterruptedException {
		LwM2mPath p = new LwM2mPath(path);
		return send(endpoint, new WriteRequest(ContentFormat.fromName(format), p.getObjectId(),
			p.getObjectInstanceId(), p.getResourceId(), p.getResourceInstanceId(), value,
			Type.STRING));
	}

	/** An instance with one multiple resource 0, of one string. */
	Map<String, Object> create(String endpoint, String path, String value) throws InterruptedException {
		LwM2mPath p = new LwM2mPath(path);
		Map<Integer, String> values = new HashMap<>();
		values.put(0, value);
		LwM2mObjectInstance instance = new LwM2mObjectInstance(p.getObjectInstanceId(),
			Arrays.asList(LwM2mMultipleResource.newStringResource(0, values)));
		return send(endpoint,
			new CreateRequest(ContentFormat.SENML_JSON, p.getObjectId(), instance));
	}

	Map<String, Object> delete(String endpoint, String path) throws InterruptedException {
		return send(endpoint, new DeleteRequest(path));
	}

	Map<String, Object> observe(String endpoint, String path) throws InterruptedException {
		return send(endpoint, new ObserveRequest(path));
	}

	/** Asks the client to end every observation (GET or FETCH with Observe 1). */
	Map<String, Object> cancel(String endpoint) throws InterruptedException {
		Map<String, Object> last = new HashMap<>();
		List<Observation> all = new ArrayList<>(
			server.getObservationService().getObservations(find(endpoint)));
		for (Observation each : all)
			last = each instanceof CompositeObservation
				? send(endpoint, new CancelCompositeObservationRequest((CompositeObservation) each))
				: send(endpoint, new CancelObservationRequest((SingleObservation) each));
		return last;
	}

	/* --- composites ----------------------------------------------------------------------- */

	Map<String, Object> readComposite(String endpoint, String format, String paths)
		throws InterruptedException {
		ContentFormat f = ContentFormat.fromName(format);
		return send(endpoint, new ReadCompositeRequest(f, f, paths.split(",")));
	}

	Map<String, Object> observeComposite(String endpoint, String format, String paths)
		throws InterruptedException {
		ContentFormat f = ContentFormat.fromName(format);
		return send(endpoint, new ObserveCompositeRequest(f, f, paths.split(",")));
	}

	Map<String, Object> writeComposite(String endpoint, String format, Map<String, Object> values)
		throws InterruptedException {
		for (Map.Entry<String, Object> e : values.entrySet())
			if (e.getValue() instanceof Integer)
				e.setValue(((Integer) e.getValue()).longValue());
		return send(endpoint, new WriteCompositeRequest(ContentFormat.fromName(format), values));
	}

	/* --- what came unasked ---------------------------------------------------------------- */

	/** Each a map of paths to values. */
	List<Map<String, String>> told(String endpoint) {
		return heard.of(endpoint, Heard.Kind.NOTIFICATION);
	}

	List<Map<String, String>> sent(String endpoint) {
		return heard.of(endpoint, Heard.Kind.SEND);
	}
}
