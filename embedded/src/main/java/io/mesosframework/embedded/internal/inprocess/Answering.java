package io.mesosframework.embedded.internal.inprocess;

import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpException;
import io.mesosframework.http.Response;

/** The client's side of an exchange; told on the loop. After {@link #ended} or {@link #failed} nothing comes. */
sealed interface Answering permits InProcessCall, InProcessStream {

    void whole(Response response);

    void head(int status, Headers headers);

    void data(byte[] bytes);

    void ended();

    void failed(HttpException failure);
}
