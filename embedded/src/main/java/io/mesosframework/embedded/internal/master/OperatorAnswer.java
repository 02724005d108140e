package io.mesosframework.embedded.internal.master;

/**
 * What an operator's request comes to.
 *
 * @param text why, in Mesos' words; empty for 200 and 202
 */
public record OperatorAnswer(int status, String text) {

    static final OperatorAnswer OK = new OperatorAnswer(200, "");

    static final OperatorAnswer FORBIDDEN = new OperatorAnswer(403, "403 Forbidden.");

    static OperatorAnswer badRequest(String why) {
        return new OperatorAnswer(400, why);
    }
}
