// Preloaded into a program, lets it believe that everything is on disk at once: the control of the fault tests, which have to
// find what is lost then.
int fsync(int file) { return file < 0 ? -1 : 0; }
int fdatasync(int file) { return file < 0 ? -1 : 0; }
