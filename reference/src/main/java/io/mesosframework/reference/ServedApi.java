package io.mesosframework.reference;

import io.mesosframework.scheduler.FrameworkBuilder;
import io.mesosframework.server.MesosServer;
import io.mesosframework.server.api.FrameworkServing;
import org.jspecify.annotations.Nullable;

/** What {@code --listen} serves of an instance, from before it takes part; nothing where that is not said. */
final class ServedApi implements AutoCloseable {

    private final InstanceSource source;
    private final @Nullable FrameworkServing serving;
    private final @Nullable MesosServer server;
    private final String address;

    private ServedApi(
            InstanceSource source, @Nullable FrameworkServing serving, @Nullable MesosServer server, String address) {
        this.source = source;
        this.serving = serving;
        this.server = server;
        this.address = address;
    }

    /**
     * Begins to serve.
     *
     * @param instance the name of the instance among the others
     * @throws BadInputException if that may not or cannot be served as the flags say
     */
    static ServedApi start(ApiOptions options, String instance) {
        InstanceSource source = new InstanceSource(instance);
        if (options.listen == null) {
            return new ServedApi(source, null, null, "");
        }
        FrameworkServing serving = FrameworkServing.open();
        try {
            MesosServer server = options.serve(serving, source);
            return new ServedApi(source, serving, server, options.address(server));
        } catch (RuntimeException e) {
            serving.close();
            throw e;
        }
    }

    /** Where others reach it; empty where nothing is served. */
    String address() {
        return address;
    }

    /** The same builder, with what is served hearing of the framework. */
    FrameworkBuilder heardBy(FrameworkBuilder builder) {
        return serving == null ? builder : builder.listener(serving.listener());
    }

    /** From now on this instance is served. */
    Instance show(Instance instance) {
        source.show(instance);
        return instance;
    }

    @Override
    public void close() {
        if (serving != null) {
            serving.close();
        }
        if (server != null) {
            server.close();
        }
    }
}
