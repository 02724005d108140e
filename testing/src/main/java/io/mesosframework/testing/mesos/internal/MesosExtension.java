package io.mesosframework.testing.mesos.internal;

import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerClientBuilder;
import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.http.Origin;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.testing.mesos.LiveMesos;
import io.mesosframework.testing.mesos.MesosCluster;
import io.mesosframework.testing.mesos.MesosUnderTest;
import io.mesosframework.testing.mesos.RealMesos;
import io.mesosframework.testing.mesos.ScriptedMaster;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Starts the clusters that {@link MesosCluster} asks for, hands them to tests, and ends them with their scope. */
public final class MesosExtension implements ParameterResolver, BeforeEachCallback, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(MesosExtension.class);
    private static final int MESOS_PORT = 5050;

    /** A client of one test; the store closes it. */
    private record Client(SchedulerClient client) implements AutoCloseable {

        @Override
        public void close() {
            client.close();
        }
    }

    /** Where a cluster is asked for. */
    private record Annotated(MesosCluster wanted, AnnotatedElement element) {

        String name() {
            if (element instanceof Method method) {
                return method.getDeclaringClass().getName() + "." + method.getName();
            }
            return element instanceof Class<?> type ? type.getName() : element.toString();
        }
    }

    /** Tests without parameters have their cluster, too. */
    @Override
    public void beforeEach(ExtensionContext context) {
        mesos(context);
    }

    /** What goes wrong at the end of a test's own cluster, such as a script that threw, fails the test by its own words. */
    @Override
    public void afterEach(ExtensionContext context) {
        MesosCluster wanted = annotated(context).wanted;
        Store store = context.getStore(NAMESPACE);
        MesosUnderTest own =
                wanted.scope() == MesosCluster.Scope.METHOD ? store.remove(wanted, MesosUnderTest.class) : null;
        Client client = store.remove(Client.class, Client.class);
        try (own;
                client) {
            // That is all: they are closed, the client first.
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == SchedulerClient.class
                || type == Origin.class
                || type == EmbeddedMesos.class
                || MesosUnderTest.class.isAssignableFrom(type);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        MesosUnderTest mesos = mesos(context);
        if (type == SchedulerClient.class) {
            return client(mesos, context);
        }
        if (type == Origin.class) {
            return Origin.parse(mesos.master(), MESOS_PORT);
        }
        if (type == EmbeddedMesos.class && mesos instanceof LiveMesos live) {
            return live.embedded();
        }
        if (type.isInstance(mesos)) {
            return mesos;
        }
        throw new ExtensionConfigurationException("There is no " + type.getSimpleName() + " in mode " + mesos.mode()
                + " of @MesosCluster: use mode = " + modeOf(type));
    }

    private static MesosCluster.Mode modeOf(Class<?> type) {
        if (type == ScriptedMaster.class) {
            return MesosCluster.Mode.SCRIPTED;
        }
        return type == RealMesos.class ? MesosCluster.Mode.REAL : MesosCluster.Mode.LIVE;
    }

    private static MesosUnderTest mesos(ExtensionContext context) {
        Annotated annotated = annotated(context);
        MesosCluster wanted = annotated.wanted;
        Contradictions.refuse(wanted, annotated.name());
        return store(wanted.scope(), context).computeIfAbsent(wanted, Clusters::start, MesosUnderTest.class);
    }

    private static Annotated annotated(ExtensionContext context) {
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            Optional<Annotated> found = at.get()
                    .getElement()
                    .flatMap(element -> AnnotationSupport.findAnnotation(element, MesosCluster.class)
                            .map(wanted -> new Annotated(wanted, element)));
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new ExtensionConfigurationException("@MesosCluster is neither on the test nor on its class");
    }

    private static Store store(MesosCluster.Scope scope, ExtensionContext context) {
        ExtensionContext owner = switch (scope) {
            case METHOD -> context;
            case CLASS -> ofClass(context);
            case SUITE -> context.getRoot();
        };
        return owner.getStore(NAMESPACE);
    }

    /** The outermost class, so that nested ones share it. */
    private static ExtensionContext ofClass(ExtensionContext context) {
        ExtensionContext outermost = context;
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            if (at.get().getTestClass().isPresent()) {
                outermost = at.get();
            }
        }
        return outermost;
    }

    private static SchedulerClient client(MesosUnderTest mesos, ExtensionContext context) {
        FrameworkInfo info = FrameworkInfo.newBuilder()
                .setUser(System.getProperty("user.name"))
                .setName(context.getDisplayName())
                .addCapabilities(
                        FrameworkInfo.Capability.newBuilder().setType(FrameworkInfo.Capability.Type.PARTITION_AWARE))
                .build();
        SchedulerClientBuilder builder =
                SchedulerClient.builder(info, mesos.masters().toArray(String[]::new));
        if (mesos instanceof LiveMesos live && live.embedded().hasVirtualTime()) {
            builder.transport(live.embedded().transport())
                    .timer(live.embedded().time().executor())
                    .clock(live.embedded().time().clock());
        }
        return context.getStore(NAMESPACE)
                .computeIfAbsent(Client.class, key -> new Client(builder.build()), Client.class)
                .client();
    }
}
