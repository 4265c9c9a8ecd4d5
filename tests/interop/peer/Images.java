import java.net.InetSocketAddress;

import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;

/** Firmware images to pull: /image has 5000 bytes in blocks, /huge 300000, /absent is not there. */
class Images {
	private final CoapServer server = new CoapServer();

	Images(InetSocketAddress at) {
		CoapEndpoint.Builder builder = new CoapEndpoint.Builder();
		builder.setInetSocketAddress(at);
		server.addEndpoint(builder.build());
		add("image", 5000);
		add("huge", 300000);
	}

	private void add(String name, int size) {
		server.add(new CoapResource(name) {
			@Override
			public void handleGET(CoapExchange exchange) {
				exchange.respond(ResponseCode.CONTENT, new byte[size]);
			}
		});
	}

	void start() {
		server.start();
	}
}
