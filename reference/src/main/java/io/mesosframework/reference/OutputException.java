package io.mesosframework.reference;

import io.mesosframework.MesosException;

/** Nobody reads stdout any more, or it cannot be written: what is told there is lost. */
final class OutputException extends MesosException {

    private static final long serialVersionUID = 1L;

    OutputException() {
        super("stdout cannot be written, or nobody reads it: the run ends here");
    }
}
