package io.mesosframework.utils;

import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * The address by which others reach what listens here. One that listens on a certain address is reached by that, on loopback too, which
 * only this host can. One that listens on all of them (0.0.0.0 or ::) is reached by an address that the host has: where it is known who
 * is to reach it, the one that packets to there leave from; else a site's own (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16) before
 * a public one, IPv4 before IPv6, and link-local ones only where there is nothing else.
 */
public final class AdvertisedAddress {

    private AdvertisedAddress() {}

    /** The address to tell, loopback where the host has no other; it asks the host's network interfaces, nobody else. */
    public static InetAddress of(InetAddress listening) {
        return listening.isAnyLocalAddress() ? choose(listening, own()) : listening;
    }

    /**
     * The address to tell those at the destination, such as the master. Nothing is sent. Where no way to the destination is known, as
     * {@link #of(InetAddress)}.
     *
     * @param destination resolved
     */
    public static InetAddress of(InetAddress listening, InetSocketAddress destination) {
        if (!listening.isAnyLocalAddress() || destination.isUnresolved()) {
            return of(listening);
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(destination);
            InetAddress local = socket.getLocalAddress();
            return local.isAnyLocalAddress() || isOther(listening, local) ? of(listening) : local;
        } catch (SocketException e) {
            return of(listening);
        }
    }

    /** Of the host's addresses, the one to tell; loopback where there is none that others can reach. */
    static InetAddress choose(InetAddress listening, List<InetAddress> own) {
        InetAddress best = null;
        for (InetAddress address : own) {
            if (!address.isLoopbackAddress()
                    && !address.isAnyLocalAddress()
                    && !address.isMulticastAddress()
                    && !isOther(listening, address)
                    && (best == null || rank(address) < rank(best))) {
                best = address;
            }
        }
        return best == null ? InetAddress.getLoopbackAddress() : best;
    }

    /** Whether one that listens on 0.0.0.0 would not hear what comes to that IPv6 address. On :: it hears both. */
    private static boolean isOther(InetAddress listening, InetAddress address) {
        return listening instanceof Inet4Address && !(address instanceof Inet4Address);
    }

    private static int rank(InetAddress address) {
        int reach = address.isLinkLocalAddress() ? 4 : address.isSiteLocalAddress() ? 0 : 1;
        return address instanceof Inet4Address ? reach : reach + 2;
    }

    private static List<InetAddress> own() {
        List<InetAddress> own = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces().forEach(network -> {
                if (isUp(network)) {
                    network.inetAddresses().forEach(own::add);
                }
            });
        } catch (SocketException e) {
            return List.of();
        }
        return own;
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException e) {
            return false;
        }
    }
}
