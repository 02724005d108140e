package io.mesosframework.client.recordio;

/** Frames records as {@link RecordDecoder} takes them apart (PROTOCOL A1, A2). */
public final class RecordEncoder {

    private RecordEncoder() {}

    /** The payload with its length in bytes and a line feed before it. */
    public static byte[] frame(byte[] payload) {
        int digits = digits(payload.length);
        byte[] record = new byte[digits + 1 + payload.length];
        int rest = payload.length;
        for (int i = digits - 1; i >= 0; i--) {
            record[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        record[digits] = '\n';
        System.arraycopy(payload, 0, record, digits + 1, payload.length);
        return record;
    }

    private static int digits(int value) {
        int digits = 1;
        for (int rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
