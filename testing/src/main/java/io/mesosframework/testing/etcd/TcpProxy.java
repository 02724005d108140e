package io.mesosframework.testing.etcd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a server on loopback, and can keep the server's answers back, so that requests take effect and nobody hears of
 * it. May be used from any thread.
 */
public final class TcpProxy implements AutoCloseable {

    private static final int BUFFER_BYTES = 16 << 10;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean losing;
    private volatile boolean closed;

    /** @param target where the server is, such as {@code http://127.0.0.1:34567} */
    public TcpProxy(String target) {
        URI uri = URI.create(target);
        this.target = new InetSocketAddress(uri.getHost(), uri.getPort());
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("accept", this::accept);
    }

    /** Where clients reach the server through this proxy, such as {@code http://127.0.0.1:34567}. */
    public String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** From now on requests are forwarded and their answers thrown away, until {@link #restore}. */
    public void loseAnswers() {
        losing = true;
    }

    /** Cuts all connections, and lets new ones through. */
    public void restore() {
        cut();
        losing = false;
    }

    /** Cuts all connections. */
    public void cut() {
        for (Socket socket : sockets) {
            close(socket);
        }
    }

    private void accept() {
        while (!closed) {
            Socket client = null;
            try {
                client = listener.accept();
                Socket server = new Socket();
                sockets.add(client);
                sockets.add(server);
                server.connect(target);
                Socket accepted = client;
                run("requests", () -> pump(accepted, server, false));
                run("answers", () -> pump(server, accepted, true));
            } catch (IOException e) {
                // The server is away, or the proxy is closed.
                close(client);
            }
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!answers || !losing) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            // One end is gone, and the other is told so by being closed.
            return;
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void run(String name, Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
