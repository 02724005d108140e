package io.mesosframework.embedded;

import io.mesosframework.http.Exchange;
import io.mesosframework.http.Handler;
import io.mesosframework.http.Response;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Several processes at one port, as libprocess has them: the first part of a path is the name of one. */
final class SharedPort {

    private final Port port;
    private final Map<String, Handler> processes = new ConcurrentHashMap<>();

    SharedPort(String host, int streamBacklog) {
        port = new Port(host, 0, 1, streamBacklog, null);
    }

    Place process(String name) {
        return new Named(name);
    }

    private void handle(Exchange exchange) {
        String path = exchange.request().path();
        int end = path.indexOf('/', 1);
        Handler handler = processes.get(path.substring(1, end < 0 ? path.length() : end));
        if (handler == null) {
            exchange.respond(Response.of(404, "404 Not Found."));
        } else {
            handler.handle(exchange);
        }
    }

    void close() {
        port.leave();
    }

    private final class Named implements Place {

        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public void open(Handler handler) {
            port.open(SharedPort.this::handle);
            processes.putIfAbsent(name, handler);
        }

        @Override
        public void close() {
            processes.remove(name);
        }

        @Override
        public void leave() {
            close();
        }

        @Override
        public int number() {
            return port.number();
        }

        @Override
        public String address() {
            return port.address() + "/" + name;
        }
    }
}
