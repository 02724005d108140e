package io.mesosframework.embedded.zookeeper;

import java.util.Optional;

/**
 * Where masters meet: {@code zk://[user:pass@]host[:port][,host[:port]…]/path} (PROTOCOL H1-H4).
 *
 * @param servers as ZooKeeper's own client takes them
 * @param credentials for the scheme digest, as they stand in the text
 */
record ZooKeeperUrl(String servers, String path, Optional<String> credentials) {

    private static final String SCHEME = "zk://";

    /** @throws IllegalArgumentException if it is not understood; the message shows no password */
    static ZooKeeperUrl parse(String text) {
        String url = text.strip();
        if (!url.startsWith(SCHEME)) {
            throw new IllegalArgumentException("Not a ZooKeeper URL: it has to begin with zk://");
        }
        String rest = url.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "/" : rest.substring(slash);
        int at = authority.lastIndexOf('@');
        String servers = authority.substring(at + 1);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("A ZooKeeper URL names a server: zk://host:port/path");
        }
        if (path.length() > 1 && path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (path.equals("/")) {
            throw new IllegalArgumentException(
                    "Masters need a path of their own in ZooKeeper: zk://" + servers + "/mesos");
        }
        return new ZooKeeperUrl(servers, path, at < 0 ? Optional.empty() : Optional.of(authority.substring(0, at)));
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return SCHEME + servers + path;
    }
}
