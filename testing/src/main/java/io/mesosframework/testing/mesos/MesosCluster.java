package io.mesosframework.testing.mesos;

import io.mesosframework.testing.mesos.internal.MesosExtension;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives tests a Mesos. On a class it holds for all its tests, on a method for that one, in place of its class's. Tests,
 * their constructor and what runs before and after them may have parameters of these types:
 *
 * <ul>
 *   <li>{@link MesosUnderTest}, whatever the mode; its addresses are for clients of any kind
 *   <li>{@link io.mesosframework.embedded.EmbeddedMesos}, with its time and its faults, in mode {@link Mode#LIVE}
 *   <li>{@link ScriptedMaster} in mode {@link Mode#SCRIPTED}
 *   <li>{@link io.mesosframework.client.scheduler.SchedulerClient}: not started yet, for a framework named as the test, closed
 *       after it; with {@link #virtualTime} it runs in process at the cluster's time
 *   <li>{@link io.mesosframework.http.Origin}: the master's address
 * </ul>
 *
 * <p>What its mode does not have must not be asked for: such a test fails, and is told what to change.
 *
 * <pre>{@code
 * @Test
 * @MesosCluster(agents = 3)
 * void launches(EmbeddedMesos mesos) { ... }
 * }</pre>
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MesosExtension.class)
public @interface MesosCluster {

    /** Which Mesos. */
    enum Mode {
        /** The embedded Mesos. */
        LIVE,
        /** A master that answers what the test tells it to; it has no agents. */
        SCRIPTED,
        /** A real Mesos 1.11.0; the tests are skipped, with the reason, where none can run. See {@link RealMesos}. */
        REAL
    }

    /** What the tasks of {@link Mode#LIVE} are. */
    enum Tasks {
        /** They run until killed, unless {@link io.mesosframework.embedded.EmbeddedMesos#script} says otherwise. */
        SIMULATED,
        /** Processes of this machine. */
        PROCESSES
    }

    /** How many tests share it. */
    enum Scope {
        METHOD,
        /** All tests of the class. */
        CLASS,
        /** All classes of this run that ask for an equal one. */
        SUITE
    }

    /** How many agents; all are registered when the test begins. None in mode {@link Mode#SCRIPTED}. */
    int agents() default 1;

    /** How many masters: in mode {@link Mode#SCRIPTED} it is one, in mode {@link Mode#LIVE} up to 9. */
    int masters() default 1;

    /** Of each agent, as for Mesos' {@code --resources}; empty for the mode's own. */
    String resources() default "";

    /** Of each agent, as for Mesos' {@code --attributes}; {@code %d} is the agent's number. */
    String attributes() default "";

    Mode mode() default Mode.LIVE;

    Tasks tasks() default Tasks.SIMULATED;

    /** Whether the time of {@link Mode#LIVE} moves only as the test says. Not together with {@link Tasks#PROCESSES}. */
    boolean virtualTime() default false;

    /** Where the ids and choices of {@link Mode#LIVE} come from; 0 for different ones each time. */
    long seed() default 0;

    Scope scope() default Scope.METHOD;
}
