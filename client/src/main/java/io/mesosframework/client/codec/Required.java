package io.mesosframework.client.codec;

import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;

/** Required fields and the words for those that are missing (PROTOCOL A48). */
final class Required {

    private Required() {}

    static String missing(MessageOrBuilder message) {
        return "Missing required fields: " + String.join(", ", message.findInitializationErrors());
    }

    static void check(Message message, String purpose) {
        if (!message.isInitialized()) {
            String text =
                    "Cannot " + purpose + " a " + message.getDescriptorForType().getName() + ": " + missing(message);
            throw new CodecException(text, text, null);
        }
    }
}
