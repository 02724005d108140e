package io.mesosframework.scheduler;

/**
 * What to do about tasks that run under this framework's id and that no slot holds: those of an application that is not known (any
 * more), and those that were not launched for a slot. A superseded task of a known application is killed whatever is chosen here, as a slot has
 * at most one. All of them are listed in {@link TaskView#orphans}.
 */
public enum OrphanPolicy {
    /** Kills those whose ids have the form of this framework's own, and leaves all others alone. The default. */
    KILL_OWN,
    /** Kills all of them, those launched by hand too. */
    KILL,
    /** Leaves them alone, and logs each of them once. */
    REPORT,
    /**
     * Gives them to the slots that their ids name, where those wait for a task; they count as made from the present version. Those
     * that no slot waits for are reported, for as long as their application is not known.
     */
    ADOPT
}
