package io.mesosframework.zookeeper;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.codec.CodecException;
import io.mesosframework.http.Origin;
import io.mesosframework.protocol.MasterInfo;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What a master's node holds, by its label (PROTOCOL H8, H9), made into whom to connect to. */
final class MasterRecord {

    /** A real one has some 500 bytes. */
    static final int MAX_BYTES = 64 * 1024;

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern ANY = Pattern.compile("0\\.0\\.0\\.0|[0:]+");

    /** A record from which nobody can be connected to; the message says why. */
    static final class UnreadableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message, null, false, false);
        }
    }

    private MasterRecord() {}

    /**
     * By its address, as Mesos' own library does (PROTOCOL H13, H14); with {@code https} by its name, to which certificates are
     * made out.
     */
    static Origin read(MasterNode node, byte[] data, boolean https) throws UnreadableException {
        return switch (node.label()) {
            case "json.info" -> ofInfo(ofJson(data), https);
            case "info" -> ofInfo(ofProtobuf(data), https);
            case "" -> ofPid(new String(data, StandardCharsets.UTF_8), https);
            default -> throw new UnreadableException("no master labels its node so");
        };
    }

    private static MasterInfo ofJson(byte[] data) throws UnreadableException {
        try {
            return Codec.JSON.decode(data, MasterInfo.getDefaultInstance());
        } catch (CodecException e) {
            throw new UnreadableException("it is no MasterInfo in JSON: " + Shown.text(String.valueOf(e.getMessage())));
        }
    }

    private static MasterInfo ofProtobuf(byte[] data) throws UnreadableException {
        try {
            return MasterInfo.parseFrom(data);
        } catch (InvalidProtocolBufferException e) {
            throw new UnreadableException(
                    "it is no MasterInfo in protobuf: " + Shown.text(String.valueOf(e.getMessage())));
        }
    }

    private static Origin ofInfo(MasterInfo info, boolean https) throws UnreadableException {
        String name = info.hasAddress() ? info.getAddress().getHostname() : info.getHostname();
        if (info.hasAddress()) {
            String host =
                    https && !name.isEmpty() ? name : address(info.getAddress().getIp());
            return origin(https, host, info.getAddress().getPort());
        }
        if (https && !name.isEmpty()) {
            return origin(true, name, info.getPort());
        }
        return info.hasPid() && !info.getPid().isEmpty()
                ? ofPid(info.getPid(), https)
                : origin(https, address(dotted(info.getIp())), info.getPort());
    }

    /** The first octet is the lowest byte (PROTOCOL H13). */
    private static String dotted(int ip) {
        return (ip & 255) + "." + (ip >> 8 & 255) + "." + (ip >> 16 & 255) + "." + (ip >>> 24);
    }

    /** {@code master@ip:port}. */
    private static Origin ofPid(String pid, boolean https) throws UnreadableException {
        int at = pid.indexOf('@');
        int colon = pid.lastIndexOf(':');
        if (at < 1 || colon < at || !pid.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new UnreadableException("its pid is not of the form master@ip:port: " + Shown.text(pid));
        }
        String host = pid.substring(at + 1, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return origin(https, address(host), Integer.parseInt(pid.substring(colon + 1)));
    }

    private static String address(String ip) throws UnreadableException {
        if ((IPV4.matcher(ip).matches() || IPV6.matcher(ip).matches())
                && !ANY.matcher(ip).matches()) {
            return ip;
        }
        throw new UnreadableException("it has no address to connect to: '" + Shown.text(ip) + "'");
    }

    private static Origin origin(boolean https, String host, int port) throws UnreadableException {
        try {
            return new Origin(https, host, port);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(Shown.text(String.valueOf(e.getMessage())));
        }
    }
}
