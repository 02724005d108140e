package io.mesosframework.scheduler;

import io.mesosframework.scheduler.internal.StoredView;
import io.mesosframework.storage.Storage;
import java.time.InstantSource;

/**
 * The applications and slots of a framework that another instance runs, as that one has stored them: what an instance that stands by
 * has to show. It follows the storage until it is closed.
 */
public final class StoredTasks implements AutoCloseable {

    private final StoredView view;

    private StoredTasks(StoredView view) {
        this.view = view;
    }

    /**
     * Begins to follow. There is nothing to be seen until the storage has answered.
     *
     * @param framework the name of the framework
     * @throws io.mesosframework.storage.StorageException if the storage cannot be watched
     */
    public static StoredTasks follow(Storage storage, String framework) {
        return new StoredTasks(new StoredView(storage, framework, InstantSource.system()));
    }

    /**
     * As stored a moment ago; orphans are not. May be asked by any thread at any time, and reads what has changed before it answers: of
     * very many slots that takes as long as a start from storage would, so that such are read anew a tenth of the time at most.
     */
    public TaskView tasks() {
        return view.tasks();
    }

    /**
     * Whether {@link #tasks} are what is stored: not until the storage has answered, nor while it tells of no changes, after which it is asked
     * again every 2 s. The words tell why not.
     */
    public FrameworkCondition.Part following() {
        return view.following();
    }

    @Override
    public void close() {
        view.close();
    }
}
