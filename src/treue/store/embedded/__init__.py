"""A PostgreSQL server of our own, so that one command works on a machine on which nobody set up a database.

`start(home)` adopts the server of that folder when it runs, or creates the data, starts a server and leaves it running
after the command has ended; the next command adopts it. `stop(home)` ends it, `status(home)` looks without touching.
The server listens on a socket in a private folder and nowhere else, and asks for a random password that is kept in a
file beside the data. Every fault of the installation is a `StoreUnavailable` with a sentence and a remedy.

What lies in the home folder:

    lock               held by a command for as long as it starts or stops the server
    cluster/data/      PostgreSQL's data; belongs to the account that runs the server
    cluster/password   how commands sign in, in libpq's password file format, readable by its owner only
    cluster/log/       one file for each day of the week
    cluster/start.log  what the last start said before the log opened
    cluster/running    locked by every process of the server for as long as one of them lives
    socket/            the socket, unless its path were too long for the operating system
    binaries/          only as root: PostgreSQL's programs where the account that runs the server can read them

The home folder is TREUE_HOME, else `treue` in the XDG data folder (~/.local/share/treue). For root, whose home an
unprivileged account usually may not enter, it is then /var/lib/treue.
"""

from treue.store.embedded.home import home_folder
from treue.store.embedded.server import Server, Status, start, status, stop

__all__ = ["Server", "Status", "home_folder", "start", "status", "stop"]
