package io.mesosframework.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request as a handler sees it: whole, immutable, within the server's limits. */
public final class ServerRequest {

    private final String method;
    private final String target;
    private final Map<String, String> variables;
    private final Map<String, List<String>> query;
    private final Map<String, String> headers;
    private final byte[] body;
    private final String client;
    private final boolean secure;

    /**
     * @param target path and query as they were sent
     * @param variables what the route's variables stand for, decoded
     * @param query the parameters behind the question mark, decoded
     * @param headers by their names in small letters; several of a name are one, joined by commas
     * @param body empty where there is none; not copied
     * @param client the address the request came from, without its port
     * @param secure whether it came by TLS
     */
    public ServerRequest(
            String method,
            String target,
            Map<String, String> variables,
            Map<String, List<String>> query,
            Map<String, String> headers,
            byte[] body,
            String client,
            boolean secure) {
        this.method = method;
        this.target = target;
        this.variables = Map.copyOf(variables);
        this.query = Map.copyOf(query);
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.client = client;
        this.secure = secure;
    }

    public String method() {
        return method;
    }

    /** Path and query as they were sent. */
    public String target() {
        return target;
    }

    /**
     * What a variable of the route's path stands for.
     *
     * @throws IllegalArgumentException if the route has none of this name
     */
    public String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The route has no variable " + name);
        }
        return value;
    }

    /** All parameters behind the question mark. */
    public Map<String, List<String>> query() {
        return query;
    }

    /**
     * The one value of a parameter; empty where it is not given.
     *
     * @throws RefusedException with 400 if it is given more than once
     */
    public Optional<String> parameter(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new RefusedException(400, name, "is given " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    /** A header by its name, in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The bytes of the body, none where there is none. Not to be changed. */
    public byte[] body() {
        return body;
    }

    /** The address the request came from, without its port. */
    public String client() {
        return client;
    }

    /** Whether it came by TLS. */
    public boolean isSecure() {
        return secure;
    }
}
