import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.leshan.core.request.BootstrapDiscoverRequest;
import org.eclipse.leshan.core.request.BootstrapDownlinkRequest;
import org.eclipse.leshan.core.request.BootstrapReadRequest;
import org.eclipse.leshan.core.request.BootstrapRequest;
import org.eclipse.leshan.core.request.Identity;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.util.SecurityUtil;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig;
import org.eclipse.leshan.server.bootstrap.BootstrapConfigStoreTaskProvider;
import org.eclipse.leshan.server.bootstrap.BootstrapFailureCause;
import org.eclipse.leshan.server.bootstrap.BootstrapSession;
import org.eclipse.leshan.server.bootstrap.BootstrapSessionListener;
import org.eclipse.leshan.server.bootstrap.BootstrapTaskProvider;
import org.eclipse.leshan.server.bootstrap.DefaultBootstrapSessionManager;
import org.eclipse.leshan.server.californium.bootstrap.LeshanBootstrapServer;
import org.eclipse.leshan.server.californium.bootstrap.LeshanBootstrapServerBuilder;
import org.eclipse.leshan.server.model.StandardBootstrapModelProvider;
import org.eclipse.leshan.server.security.BootstrapSecurityStore;
import org.eclipse.leshan.server.security.SecurityChecker;
import org.eclipse.leshan.server.security.SecurityInfo;

/**
 * Leshan's bootstrap server with what it serves each endpoint, and a log of each session. It does
 * not check a configuration for sense, so that a test can serve a bad one.
 */
class Bootstrap implements BootstrapSecurityStore, BootstrapSessionListener {
	private static final Map<Integer, String> OBJECTS = new HashMap<>();
	private final Map<String, Plan> plans = new ConcurrentHashMap<>();
	private final Map<String, SecurityInfo> keys = new ConcurrentHashMap<>();
	private final Map<String, List<String>> logs = new ConcurrentHashMap<>();
	private final LeshanBootstrapServer server;

	static {
		for (int object = 0; object < 8; object++)
			OBJECTS.put(object, object < 2 ? "1.1" : "1.0");
	}

	/** What one endpoint gets: first the requests of "ask", "discover /1" or "read /1/0". */
	static class Plan {
		List<String> ask = new ArrayList<>();
		BootstrapConfig config = new BootstrapConfig();
	}

	private class Provider extends BootstrapConfigStoreTaskProvider {
		Provider() {
			super((endpoint, identity, session) -> {
				Plan plan = plans.get(endpoint);
				return plan == null ? null : plan.config;
			});
		}

		@Override
		public BootstrapTaskProvider.Tasks getTasks(
			BootstrapSession session, List<LwM2mResponse> previous) {
			Plan plan = plans.get(session.getEndpoint());
			if (plan == null || plan.ask.isEmpty())
				return super.getTasks(session, previous);
			if (previous != null)
				return super.getTasks(session, null);
			BootstrapTaskProvider.Tasks first = new BootstrapTaskProvider.Tasks();
			first.requestsToSend = new ArrayList<>();
			for (String ask : plan.ask)
				first.requestsToSend.add(request(ask));
			first.supportedObjects = OBJECTS;
			first.last = false;
			return first;
		}
	}

	private static BootstrapDownlinkRequest<? extends LwM2mResponse> request(String ask) {
		String[] word = ask.split(" ");
		if (word[0].equals("discover"))
			return new BootstrapDiscoverRequest(word[1]);
		return new BootstrapReadRequest(word[1]);
	}

	Bootstrap(InetSocketAddress plain, InetSocketAddress secure)
		throws IOException, GeneralSecurityException {
		LeshanBootstrapServerBuilder builder = new LeshanBootstrapServerBuilder();
		builder.setLocalAddress(plain).setLocalSecureAddress(secure);
		builder.setSecurityStore(this);
		builder.setDtlsConfig(new DtlsConnectorConfig.Builder());
		/* the demo server's own; whatever certificate a client has is trusted */
		builder.setPrivateKey(SecurityUtil.privateKey.readFromResource(
			"credentials/server_privkey.der"));
		builder.setCertificateChain(new X509Certificate[] {
			SecurityUtil.certificate.readFromResource("credentials/server_cert.der")});
		builder.setTrustedCertificates(new X509Certificate[0]);
		builder.setSessionManager(new DefaultBootstrapSessionManager(
			this, new SecurityChecker(), new Provider(), new StandardBootstrapModelProvider()));
		server = builder.build();
		server.addListener(this);
	}

	void start() {
		server.start();
	}

	void plan(String endpoint, Plan plan) {
		plans.put(endpoint, plan);
		logs.remove(endpoint);
	}

	void key(String endpoint, String identity, byte[] key) {
		keys.put(endpoint, SecurityInfo.newPreSharedKeyInfo(endpoint, identity, key));
	}

	void certificate(String endpoint) {
		keys.put(endpoint, SecurityInfo.newX509CertInfo(endpoint));
	}

	List<String> log(String endpoint) {
		List<String> log = logs.getOrDefault(endpoint, Collections.emptyList());
		synchronized (log) {
			return new ArrayList<>(log);
		}
	}

	private void note(String endpoint, String line) {
		List<String> log = logs.computeIfAbsent(
			endpoint, key -> Collections.synchronizedList(new ArrayList<>()));
		log.add(line);
	}

	private static String text(BootstrapDownlinkRequest<? extends LwM2mResponse> request) {
		String kind = request.getClass().getSimpleName();
		kind = kind.replace("Bootstrap", "").replace("Request", "").toLowerCase();
		return kind + " " + request.getPath();
	}

	@Override
	public Iterator<SecurityInfo> getAllByEndpoint(String endpoint) {
		SecurityInfo info = keys.get(endpoint);
		return info == null ? null : Collections.singleton(info).iterator();
	}

	@Override
	public SecurityInfo getByIdentity(String identity) {
		for (SecurityInfo info : keys.values())
			if (identity.equals(info.getIdentity()))
				return info;
		return null;
	}

	@Override
	public void sessionInitiated(BootstrapRequest request, Identity identity) {
		String mode = identity.isPSK() ? "PSK" : identity.isX509() ? "X509" : "NoSec";
		note(request.getEndpointName(), "request " + mode);
	}

	@Override
	public void unAuthorized(BootstrapRequest request, Identity identity) {
		note(request.getEndpointName(), "refused");
	}

	@Override
	public void authorized(BootstrapSession session) {
		note(session.getEndpoint(), "authorized");
	}

	@Override
	public void noConfig(BootstrapSession session) {
		note(session.getEndpoint(), "nothing for it");
	}

	@Override
	public void sendRequest(BootstrapSession session,
		BootstrapDownlinkRequest<? extends LwM2mResponse> request) {
	}

	@Override
	public void onResponseSuccess(BootstrapSession session,
		BootstrapDownlinkRequest<? extends LwM2mResponse> request, LwM2mResponse response) {
		note(session.getEndpoint(), text(request) + " " + response.getCode() + " " + response);
	}

	@Override
	public void onResponseError(BootstrapSession session,
		BootstrapDownlinkRequest<? extends LwM2mResponse> request, LwM2mResponse response) {
		note(session.getEndpoint(), text(request) + " " + response.getCode() + " " + response);
	}

	@Override
	public void onRequestFailure(BootstrapSession session,
		BootstrapDownlinkRequest<? extends LwM2mResponse> request, Throwable cause) {
		note(session.getEndpoint(), text(request) + " no answer: " + cause.getMessage());
	}

	@Override
	public void end(BootstrapSession session) {
		note(session.getEndpoint(), "end");
	}

	@Override
	public void failed(BootstrapSession session, BootstrapFailureCause cause) {
		note(session.getEndpoint(), "failed " + cause);
	}
}
