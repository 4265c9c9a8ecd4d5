import java.net.InetSocketAddress;

import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;

/** Firmware images to pull: /image has 5000 bytes in blocks, /absent is not there. */
class Images {
	private final CoapServer server = new CoapServer();

	Images(InetSocketAddress at) {
		CoapEndpoint.Builder builder = new CoapEndpoint.Builder();
		builder.setInetSocketAddress(at);
		server.addEndpoint(builder.build());
		server.add(new CoapResource("image") {
			@Override
			public void handleGET(CoapExchange exchange) {
				exchange.respond(ResponseCode.CONTENT, new byte[5000]);
			}
		});
	}

	void start() {
		server.start();
	}
}
