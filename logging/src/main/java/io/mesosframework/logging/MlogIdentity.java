package io.mesosframework.logging;

import io.mesosframework.logging.internal.Fields;
import io.mesosframework.logging.internal.ProgramName;
import java.util.Map;

/**
 * Who writes: the fields that are the same in all lines of a process. What would break a line in two or shift its fields, bars and control
 * characters, is replaced by {@code _}, and what is empty by its default.
 *
 * @param taskId the Mesos task, {@code 0} where there is none
 * @param pid the process
 * @param group the group of applications, {@code unknown} by default
 * @param application the application, by default the program
 * @param program the program, {@code java} by default
 * @param correlationId what belongs together across processes, {@code 0} by default; a line may have one of its own
 */
public record MlogIdentity(
        String taskId, long pid, String group, String application, String program, String correlationId) {

    public MlogIdentity {
        if (pid < 0) {
            throw new IllegalArgumentException("The pid is negative: " + pid);
        }
        taskId = Fields.clean(taskId, "0");
        group = Fields.clean(group, "unknown");
        program = Fields.clean(program, "java");
        application = Fields.clean(application, program);
        correlationId = Fields.clean(correlationId, "0");
    }

    /**
     * By the environment: the task by {@code MESOS_TASK_ID}, which Mesos' executors set, the group by {@code MON_GROUP}, the application by
     * {@code MON_APP}, the correlation id by {@code MON_CORELATIONID}, with one R as the format has had it from its beginning.
     */
    public static MlogIdentity of(Map<String, String> environment, String program, long pid) {
        return new MlogIdentity(
                environment.getOrDefault("MESOS_TASK_ID", ""),
                pid,
                environment.getOrDefault("MON_GROUP", ""),
                environment.getOrDefault("MON_APP", ""),
                program,
                environment.getOrDefault("MON_CORELATIONID", ""));
    }

    /** This process, by its environment; the program is the name of the jar that was started, or of the main class. */
    public static MlogIdentity ofThisProcess() {
        return of(
                System.getenv(),
                ProgramName.of(System.getProperty("sun.java.command", "")),
                ProcessHandle.current().pid());
    }

    public MlogIdentity withTaskId(String value) {
        return new MlogIdentity(value, pid, group, application, program, correlationId);
    }

    public MlogIdentity withGroup(String value) {
        return new MlogIdentity(taskId, pid, value, application, program, correlationId);
    }

    public MlogIdentity withApplication(String value) {
        return new MlogIdentity(taskId, pid, group, value, program, correlationId);
    }

    /** Another program, and another application where that has the program's name. */
    public MlogIdentity withProgram(String value) {
        return new MlogIdentity(
                taskId, pid, group, application.equals(program) ? value : application, value, correlationId);
    }

    public MlogIdentity withCorrelationId(String value) {
        return new MlogIdentity(taskId, pid, group, application, program, value);
    }
}
