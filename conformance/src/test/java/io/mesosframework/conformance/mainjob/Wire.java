package io.mesosframework.conformance.mainjob;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP relay in front of a master, which can be cut and mended. */
final class Wire implements AutoCloseable {
    private final ServerSocket listener;
    private final String master;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    private Wire(ServerSocket listener, String master) {
        this.listener = listener;
        this.master = master;
    }

    static Wire to(String master) throws IOException {
        Wire wire = new Wire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), master);
        daemon(wire::acceptAll);
        return wire;
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Ends all connections; new ones end as soon as they are made. */
    void cut() {
        cut = true;
        open.forEach(Wire::end);
    }

    void mend() {
        cut = false;
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = listener.accept();
                if (cut) {
                    end(client);
                } else {
                    relay(client);
                }
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void relay(Socket client) {
        int colon = master.lastIndexOf(':');
        try {
            Socket server = new Socket(master.substring(0, colon), Integer.parseInt(master.substring(colon + 1)));
            open.add(client);
            open.add(server);
            daemon(() -> pump(client, server));
            daemon(() -> pump(server, client));
            if (cut) {
                cut();
            }
        } catch (IOException e) {
            end(client);
        }
    }

    private void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // Cut here or ended there: both sides end now.
        }
        end(from);
        end(to);
        open.remove(from);
        open.remove(to);
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
