using Hathi.Base;
using Hathi.Ring.Data.Tables;

namespace Hathi.Ring.Data.Reads;

/// <summary>
/// Tables and what they hold. A change is durable before it can be seen, and can be seen before it is answered, so that nobody ever reads
/// what a crash could take back. Safe from any thread.
/// </summary>
public interface IRingStore : IRowSource
{
    /// <summary>Takes a table, or another shape of one that is there; what it holds stays.</summary>
    void SetTable(TableShape shape);

    /// <summary>Whether a table is there, or was, and is not wholly forgotten: another one must not have its id.</summary>
    bool Knows(Guid table);

    /// <summary>Forgets a table and what it holds.</summary>
    void DropTable(Guid table);

    /// <summary>Forgets what a table holds; ends when that is durable.</summary>
    /// <exception cref="EnvironmentException">The log failed.</exception>
    ValueTask TruncateAsync(Guid table);

    /// <summary>
    /// Changes what a record says (<see cref="Changes.MutationWriter"/>), all or nothing; ends when it is durable and can be seen. The
    /// record's bytes are taken before this returns.
    /// </summary>
    /// <exception cref="NoTableException">A table of it is not there; nothing was changed.</exception>
    /// <exception cref="RefusedException">There is no room, or too much waits; nothing was changed.</exception>
    /// <exception cref="EnvironmentException">The log failed: it may be there after a restart, or not.</exception>
    ValueTask ApplyAsync(ReadOnlySpan<byte> record);
}
