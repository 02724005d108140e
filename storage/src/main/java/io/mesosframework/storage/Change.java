package io.mesosframework.storage;

/** What became of one key, as a {@link Watch} tells it. */
public sealed interface Change {

    String key();

    /** The key was put; the entry is as it was then. */
    record Put(Entry entry) implements Change {

        @Override
        public String key() {
            return entry.key();
        }
    }

    /** The key was there and is no more: deleted, or the lease it was put under has ended. */
    record Deleted(String key) implements Change {}
}
