package io.mesosframework.zookeeper;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where masters meet: {@code zk://[user:password@]host[:port][,host[:port]…]/path} (PROTOCOL H1-H4, H6).
 *
 * @param servers as ZooKeeper's own client takes them
 * @param credentials for the scheme digest, as they stand in the text
 */
record ZooKeeperUrl(String servers, String path, Optional<String> credentials) {

    private static final String SCHEME = "zk://";
    private static final String FORM = "zk://[user:password@]host:port[,host:port...]/path";

    /** @throws IllegalArgumentException if it is not understood; the message shows neither user nor password */
    static ZooKeeperUrl parse(String text) {
        String url = text.strip();
        if (!url.startsWith(SCHEME)) {
            throw new IllegalArgumentException("A ZooKeeper URL has the form " + FORM);
        }
        String rest = url.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "/" : rest.substring(slash);
        int at = authority.lastIndexOf('@');
        String servers = authority.substring(at + 1);
        if (path.indexOf('@') >= 0) {
            throw new IllegalArgumentException("An @ stands behind the first slash of a ZooKeeper URL: its password may"
                    + " hold an @, but no slash. Its form is " + FORM);
        }
        for (String server : servers.split(",", -1)) {
            requireServer(server);
        }
        if (path.length() > 1 && path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        requirePath(path, servers);
        return new ZooKeeperUrl(servers, path, credentials(authority, at));
    }

    private static Optional<String> credentials(String authority, int at) {
        if (at < 0) {
            return Optional.empty();
        }
        String credentials = authority.substring(0, at);
        if (credentials.indexOf(':') < 1) {
            throw new IllegalArgumentException(
                    "What stands before the @ of a ZooKeeper URL is user:password, as in " + FORM);
        }
        return Optional.of(credentials);
    }

    private static void requireServer(String server) {
        int colon = server.startsWith("[") ? server.indexOf(':', server.indexOf(']') + 1) : server.indexOf(':');
        String host = colon < 0 ? server : server.substring(0, colon);
        if (host.isEmpty()) {
            throw new IllegalArgumentException("A ZooKeeper URL names each server, as in " + FORM);
        }
        if (!host.chars().allMatch(c -> c > ' ' && c < 0x7f && "?#\\".indexOf(c) < 0)) {
            throw new IllegalArgumentException("A server of the ZooKeeper URL is no host name or address");
        }
        if (colon >= 0 && !isPort(server.substring(colon + 1))) {
            throw new IllegalArgumentException(
                    "The port of ZooKeeper's server " + host + " is a number from 1 to 65535");
        }
    }

    private static boolean isPort(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65535;
    }

    private static void requirePath(String path, String servers) {
        if (path.equals("/")) {
            throw new IllegalArgumentException(
                    "Masters have a path of their own in ZooKeeper, such as zk://" + servers + "/mesos");
        }
        boolean wellFormed = Arrays.stream(path.substring(1).split("/", -1))
                .noneMatch(part -> part.isEmpty()
                        || part.equals(".")
                        || part.equals("..")
                        || part.chars().anyMatch(Character::isISOControl));
        if (!wellFormed) {
            throw new IllegalArgumentException("ZooKeeper has no such path: " + Shown.text(path));
        }
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return SCHEME + servers + path;
    }
}
