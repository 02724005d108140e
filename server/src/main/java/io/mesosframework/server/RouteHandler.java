package io.mesosframework.server;

import java.util.concurrent.CompletionStage;

/**
 * Answers requests. Called on one of the server's threads, several at once: what takes long is answered by a stage that completes
 * later, and a request that has no answer within {@link ServerLimits#answerTime} is told 503. A {@link RefusedException}, thrown or
 * in the stage, is the answer that it holds; any other one is logged and answered 500.
 */
@FunctionalInterface
public interface RouteHandler {

    CompletionStage<ServerResponse> handle(ServerRequest request);
}
