package io.mesosframework.client.scheduler.internal;

import io.mesosframework.client.scheduler.UnexpectedAnswerException;
import io.mesosframework.http.Origin;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@code Location} header. Mesos gives {@code //ip:port/master/api/v1/scheduler} (PROTOCOL A17), its documents
 * show {@code host:port}, and a proxy may give a whole URL or just a path.
 */
final class Redirect {

    private static final Pattern WITH_AUTHORITY = Pattern.compile(
            "(?:(?<scheme>(?i:https?)):)?//(?<authority>[^/?#]*)(?<rest>.*)|(?<bare>[^/?#]+:\\d{1,5})(?<bareRest>(?:[/?#].*)?)");

    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?])(?::(?<port>\\d{1,5}))?");

    private Redirect() {}

    /**
     * @param from who sent the redirect; its scheme is kept where the location has none
     * @param withCredentials whether credentials will be sent: then a redirect from https to http is refused
     */
    static Target follow(Target from, String location, boolean withCredentials) {
        String text = location.strip();
        if (text.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw refused(from, text, "it has characters that no address has");
        }
        if (text.startsWith("/") && !text.startsWith("//")) {
            return new Target(from.origin(), path(text));
        }
        Matcher parts = WITH_AUTHORITY.matcher(text);
        if (!parts.matches()) {
            throw refused(from, text, "it is not a URL, //host:port/path or host:port");
        }
        boolean bare = parts.group("bare") != null;
        String scheme = parts.group("scheme");
        boolean tls = scheme == null ? from.origin().tls() : scheme.equalsIgnoreCase("https");
        if (withCredentials && from.origin().tls() && !tls) {
            throw refused(from, text, "it leads from https to http, where the credentials could be read by anyone");
        }
        String authority = bare ? parts.group("bare") : parts.group("authority");
        String rest = bare ? parts.group("bareRest") : parts.group("rest");
        return new Target(origin(from, text, tls, authority), path(rest));
    }

    private static Origin origin(Target from, String location, boolean tls, String authority) {
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw refused(from, location, "\"" + authority + "\" is not host:port");
        }
        String digits = parts.group("port");
        int port = digits == null ? (tls ? 443 : 80) : Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw refused(from, location, port + " is not a port");
        }
        String host = parts.group("host");
        return new Origin(tls, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    }

    /** The path and query to use; the default path where there is none. */
    private static String path(String rest) {
        int fragment = rest.indexOf('#');
        String path = fragment < 0 ? rest : rest.substring(0, fragment);
        if (path.isEmpty() || path.equals("/")) {
            return Target.DEFAULT_PATH;
        }
        return path.startsWith("?") ? Target.DEFAULT_PATH + path : path;
    }

    private static UnexpectedAnswerException refused(Target from, String location, String why) {
        return new UnexpectedAnswerException(
                from + " redirects to \"" + location + "\", which was not followed: " + why + ".");
    }
}
