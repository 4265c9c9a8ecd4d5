import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.TimestampedLwM2mNodes;
import org.eclipse.leshan.core.observation.CompositeObservation;
import org.eclipse.leshan.core.observation.Observation;
import org.eclipse.leshan.core.observation.SingleObservation;
import org.eclipse.leshan.core.request.SendRequest;
import org.eclipse.leshan.core.response.ObserveCompositeResponse;
import org.eclipse.leshan.core.response.ObserveResponse;
import org.eclipse.leshan.server.observation.ObservationListener;
import org.eclipse.leshan.server.registration.Registration;
import org.eclipse.leshan.server.send.SendListener;

/** What clients send without being asked, kept for the tests. */
class Heard implements ObservationListener, SendListener {
	enum Kind { NOTIFICATION, SEND }

	private final Map<String, List<Map<String, String>>> all = new ConcurrentHashMap<>();

	private void keep(Kind kind, Registration client, Map<String, String> content) {
		all.computeIfAbsent(kind + client.getEndpoint(),
			key -> Collections.synchronizedList(new ArrayList<>())).add(content);
	}

	List<Map<String, String>> of(String endpoint, Kind kind) {
		List<Map<String, String>> list =
			all.getOrDefault(kind + endpoint, Collections.emptyList());
		synchronized (list) {
			return new ArrayList<>(list);
		}
	}

	static Map<String, String> text(Map<LwM2mPath, LwM2mNode> content) {
		Map<String, String> out = new TreeMap<>();
		for (Map.Entry<LwM2mPath, LwM2mNode> e : content.entrySet())
			out.put(e.getKey().toString(), String.valueOf(e.getValue()));
		return out;
	}

	@Override
	public void onResponse(SingleObservation observation, Registration client, ObserveResponse answer) {
		keep(Kind.NOTIFICATION, client, Collections.singletonMap(
			observation.getPath().toString(), String.valueOf(answer.getContent())));
	}

	@Override
	public void onResponse(
		CompositeObservation observation, Registration client, ObserveCompositeResponse answer) {
		keep(Kind.NOTIFICATION, client, text(answer.getContent()));
	}

	@Override
	public void dataReceived(Registration client, TimestampedLwM2mNodes data, SendRequest request) {
		keep(Kind.SEND, client, text(data.getNodes()));
	}

	@Override
	public void newObservation(Observation observation, Registration client) {
	}

	@Override
	public void cancelled(Observation observation) {
	}

	@Override
	public void onError(Observation observation, Registration client, Exception error) {
	}

	@Override
	public void onError(Registration client, String message, Exception error) {
	}
}
