package io.mesosframework.client.recordio;

/** Takes the records that a {@link RecordDecoder} finds, in the stream's order. */
@FunctionalInterface
public interface RecordSink {

    /**
     * One whole record: the {@code length} bytes of {@code buffer} from {@code offset} on. They may be kept, and parsed
     * messages may point into them, for as long as anyone likes; nobody may write to them.
     *
     * <p>What this method throws leaves {@link RecordDecoder#feed} at once; the decoder then stands after this record,
     * so that a record that frames well but does not parse need not end the stream (PROTOCOL A7).
     */
    void record(byte[] buffer, int offset, int length);
}
