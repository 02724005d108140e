package io.mesosframework.zookeeper;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A line to a server that can be still for a while, with everything on it open, as to a machine that is partitioned. */
final class Line implements AutoCloseable {

    private final ServerSocket here;
    private final int server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private boolean still;

    Line(int server) throws IOException {
        this.server = server;
        this.here = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        run(this::accept);
    }

    int port() {
        return here.getLocalPort();
    }

    synchronized void still(boolean value) {
        still = value;
        notifyAll();
    }

    private synchronized void awaitMotion() throws InterruptedException {
        while (still) {
            wait();
        }
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private static void run(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException | InterruptedException e) {
                // the line is closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException, InterruptedException {
        while (true) {
            Socket one = here.accept();
            open.add(one);
            run(() -> {
                awaitMotion();
                Socket other = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(other);
                run(() -> carry(one, other));
                carry(other, one);
            });
        }
    }

    private void carry(Socket from, Socket to) throws IOException, InterruptedException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                awaitMotion();
                out.write(bytes, 0, n);
            }
        }
    }

    @Override
    public void close() throws IOException {
        here.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
