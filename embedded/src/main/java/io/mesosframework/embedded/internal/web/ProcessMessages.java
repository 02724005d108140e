package io.mesosframework.embedded.internal.web;

import io.mesosframework.http.Exchange;
import io.mesosframework.http.Handler;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import java.util.Set;

/**
 * Takes what one process of Mesos says to another by POST (PROTOCOL A16). The path names the process; the message itself is
 * none that anybody here would understand, so it is taken and forgotten.
 */
public final class ProcessMessages implements Handler {

    /** What runs in every master and agent beside itself. */
    private static final Set<String> COMMON = Set.of("files", "logging", "metrics", "profiler", "system", "version");

    private final String process;
    private final Handler calls;

    /**
     * @param process the name of the master's or agent's own process
     * @param calls answers everything that is no such message
     */
    public ProcessMessages(String process, Handler calls) {
        this.process = process;
        this.calls = calls;
    }

    @Override
    public void handle(Exchange exchange) {
        if (!isMessage(exchange.request())) {
            calls.handle(exchange);
            return;
        }
        String to = receiver(exchange.request().path());
        exchange.respond(to.equals(process) || COMMON.contains(to) ? Response.of(202) : Replies.notFound());
    }

    private static boolean isMessage(Request request) {
        Headers headers = request.headers();
        return request.method().equals("POST")
                && (headers.get("Libprocess-From").isPresent()
                        || headers.get("User-Agent")
                                .filter(agent -> agent.startsWith("libprocess/"))
                                .isPresent());
    }

    private static String receiver(String path) {
        int end = path.indexOf('/', 1);
        return Paths.decode(path.substring(1, end < 0 ? path.length() : end));
    }
}
