package io.mesosframework.client.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;

/** {@link Codec#PROTOBUF}. */
final class ProtobufCodec {

    private ProtobufCodec() {}

    static byte[] encode(Message message) {
        Required.check(message, "encode as protobuf");
        return message.toByteArray();
    }

    static <M extends Message> M decode(byte[] bytes, int offset, int length, M prototype) {
        @SuppressWarnings("unchecked") // a message's parser makes messages of its class
        Parser<M> parser = (Parser<M>) prototype.getParserForType();
        M message;
        try {
            // An array that is wrapped as immutable may be aliased: strings and bytes then cost no copy of their own.
            CodedInputStream input =
                    UnsafeByteOperations.unsafeWrap(bytes, offset, length).newCodedInput();
            input.enableAliasing(true);
            message = parser.parsePartialFrom(input);
            input.checkLastTagWas(0);
        } catch (InvalidProtocolBufferException e) {
            String reason = reason(prototype);
            throw new CodecException(reason, reason + ": " + e.getMessage() + " (" + length + " bytes were given.)", e);
        }
        if (!message.isInitialized()) {
            String reason = reason(prototype);
            throw new CodecException(reason, reason + ": " + Required.missing(message), null);
        }
        return message;
    }

    private static String reason(Message prototype) {
        return "Failed to parse body into " + prototype.getDescriptorForType().getName() + " protobuf";
    }
}
