package io.mesosframework.http;

import java.net.URI;

/**
 * Whom to connect to: scheme, host and port.
 *
 * @param tls whether to speak https
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 1 to 65535
 */
public record Origin(boolean tls, String host, int port) {

    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    /**
     * @throws IllegalArgumentException for a port out of range or a host that cannot be one
     */
    public Origin {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("The port of " + host + " is not within 1 to 65535: " + port);
        }
        if (host.isEmpty() || !host.chars().allMatch(Origin::mayBeInHost)) {
            throw new IllegalArgumentException("Not a host name or address: '" + host + "'");
        }
    }

    /**
     * Reads {@code host}, {@code host:port}, {@code http://host[:port]} or {@code https://host[:port]}, an IPv6 address in
     * brackets, one slash at the end allowed.
     *
     * @param defaultPort the port where the text names none
     * @throws IllegalArgumentException with the text and what is wrong in it
     */
    public static Origin parse(String text, int defaultPort) {
        String trimmed = text.trim();
        boolean tls = trimmed.regionMatches(true, 0, HTTPS, 0, HTTPS.length());
        boolean plain = trimmed.regionMatches(true, 0, HTTP, 0, HTTP.length());
        String authority = tls ? trimmed.substring(HTTPS.length()) : plain ? trimmed.substring(HTTP.length()) : trimmed;
        if (authority.endsWith("/")) {
            authority = authority.substring(0, authority.length() - 1);
        }
        int hostEnd = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.lastIndexOf(':');
        String host = hostEnd < 0 ? authority : authority.substring(0, hostEnd);
        String rest = hostEnd < 0 ? "" : authority.substring(hostEnd);
        try {
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            } else if (host.contains("://")) {
                throw new IllegalArgumentException("only http and https are spoken");
            } else if (host.contains("@")) {
                throw new IllegalArgumentException("credentials are given apart, not within an address");
            } else if (host.contains(":")) {
                throw new IllegalArgumentException("an IPv6 address stands in brackets");
            }
            return new Origin(tls, host, rest.isEmpty() ? defaultPort : port(rest));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Not an address of the form host:port, http://host:port or https://host:port: '" + text + "' ("
                            + e.getMessage() + ")",
                    e);
        }
    }

    private static int port(String colonAndPort) {
        String digits = colonAndPort.substring(1);
        if (!colonAndPort.startsWith(":")
                || digits.isEmpty()
                || digits.length() > 5
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("not a port: '" + colonAndPort + "'");
        }
        return Integer.parseInt(digits);
    }

    private static boolean mayBeInHost(int c) {
        return c > ' ' && c < 0x7f && "/?#@[]\\".indexOf(c) < 0;
    }

    /** {@code host:port}, an IPv6 address in brackets: what goes into the {@code Host} header. */
    public String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** {@code http://host:port} or {@code https://host:port}. */
    public URI uri() {
        return URI.create(toString());
    }

    /** As {@link #uri()}. */
    @Override
    public String toString() {
        return (tls ? HTTPS : HTTP) + authority();
    }
}
