package io.mesosframework.storage;

import java.util.List;

/** What a {@link Watch} tells: a snapshot, then changes, and a snapshot again wherever changes may have been missed. */
public sealed interface WatchEvent {

    /**
     * All that is there at one point in time, in the {@linkplain Keys#ORDER order} of the keys: whatever was told before counts no more.
     * Always the first event, unless the watch fails at once.
     */
    record Snapshot(List<Entry> entries) implements WatchEvent {

        public Snapshot {
            entries = List.copyOf(entries);
        }
    }

    /**
     * What has changed since, in the order of the commits; what one commit changed is never told in two events, unless the driver
     * says so. Never empty.
     */
    record Changed(List<Change> changes) implements WatchEvent {

        public Changed {
            changes = List.copyOf(changes);
        }
    }

    /**
     * The storage has not been reached for as long as it tries a request: what was told may be old. Told once; a {@link Snapshot} follows when
     * it is reached again.
     */
    record Interrupted(StorageException cause) implements WatchEvent {}

    /** The storage has given up, or was closed: the last event. */
    record Failed(StorageException cause) implements WatchEvent {}
}
