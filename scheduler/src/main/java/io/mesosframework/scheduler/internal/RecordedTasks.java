package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.TaskManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * A task manager that remembers the actions it has answered with. What it has changed in memory has to be kept even where the handler
 * that asked for it throws and never hands the actions on.
 */
final class RecordedTasks {

    private final List<Action> answered = new ArrayList<>();
    private final TaskManager recorded;

    RecordedTasks(TaskManager tasks) {
        recorded = (TaskManager) Proxy.newProxyInstance(
                TaskManager.class.getClassLoader(), new Class<?>[] {TaskManager.class}, (self, method, arguments) -> {
                    try {
                        Object answer = method.invoke(tasks, arguments);
                        if (answer instanceof List<?> list) {
                            list.stream()
                                    .filter(Action.class::isInstance)
                                    .map(Action.class::cast)
                                    .forEach(answered::add);
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    TaskManager recorded() {
        return recorded;
    }

    List<Action> answered() {
        return answered;
    }
}
