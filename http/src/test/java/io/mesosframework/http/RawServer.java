package io.mesosframework.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server that says what a test wants it to, HTTP or not. */
final class RawServer implements AutoCloseable {

    interface Script {
        void talk(Peer peer) throws Exception;
    }

    /** One client's connection, closed when the script ends. */
    record Peer(Socket socket, InputStream in, OutputStream out) {

        /** Reads up to the end of a request's head; null at the end of the connection. */
        String head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return head.toString();
                }
                head.append((char) next);
            }
            return head.toString();
        }

        void say(String text) throws IOException {
            say(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void say(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Reads until the client closes. */
        void waitForClose() throws IOException {
            try {
                while (in.read() >= 0) {
                    // what comes does not matter
                }
            } catch (SocketException e) {
                // a reset is a close as well
            }
        }
    }

    private final ServerSocket listening;
    private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    RawServer(Script script) throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread = new Thread(() -> accept(script), "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Script script) {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                accepted.add(socket);
                script.talk(new Peer(socket, socket.getInputStream(), socket.getOutputStream()));
            } catch (Exception e) {
                if (!(e instanceof IOException)) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : accepted) {
            socket.close();
        }
        thread.interrupt();
    }
}
