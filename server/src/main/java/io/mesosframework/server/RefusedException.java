package io.mesosframework.server;

import io.mesosframework.MesosException;
import java.util.List;
import java.util.stream.Collectors;

/** A handler's no to a request: answered with its status and its faults as JSON. */
public final class RefusedException extends MesosException {

    private static final long serialVersionUID = 1L;

    private final transient ServerResponse response;

    /** With any answer at all. */
    public RefusedException(ServerResponse response, String message) {
        super(message);
        this.response = response;
    }

    /** @param status 400 to 599 */
    public RefusedException(int status, List<Fault> faults) {
        this(
                ServerResponse.faults(status, faults),
                faults.stream()
                        .map(fault -> fault.path().isEmpty() ? fault.message() : fault.path() + ": " + fault.message())
                        .collect(Collectors.joining("; ")));
    }

    /** @param status 400 to 599 */
    public RefusedException(int status, String message) {
        this(status, List.of(new Fault(message)));
    }

    /** @param status 400 to 599 */
    public RefusedException(int status, String path, String message) {
        this(status, List.of(new Fault(path, message)));
    }

    /** What is answered. */
    public ServerResponse response() {
        return response;
    }
}
