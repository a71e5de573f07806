using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Permissions;

namespace Hathi.Hdfs.Core.Steps;

/// <summary>
/// How far a call has come that takes more than one step. An operation that is not done gives <see cref="Unfinished"/> and is run again
/// from its start with the next piece, so that everything it looks at is looked at anew; only what is left in
/// <see cref="Cursor"/> goes on where it was.
/// </summary>
internal sealed class Progress(PermissionChecker permissions)
{
    /// <summary>
    /// What a piece is divided by for a call for which there is no place among the long ones: if that much is enough it is answered, else
    /// refused. So those who are refused and come again cost little.
    /// </summary>
    private const int DivisorWithoutPlace = 100;

    /// <summary>What the operation left here with the piece before; null at first.</summary>
    public object? Cursor { get; set; }

    /// <summary>The calls that have been put off because they look at much: trees, all open files, all damage.</summary>
    public LongCalls Walking { get; } = new("walk large trees", permissions);

    /// <summary>
    /// Those for where the blocks of files are. They have places of their own: readers and jobs are kept from their
    /// files by nobody's walks.
    /// </summary>
    public LongCalls Locating { get; } = new("locate the blocks of large files", permissions);

    /// <summary>Whether any call has been put off.</summary>
    public bool HasCalls => Walking.Count + Locating.Count > 0;

    /// <summary>Whose call is in its first piece; null: it has its place already, or needs none.</summary>
    public Caller? Newcomer { get; set; }

    /// <summary>The places of calls of a kind.</summary>
    public LongCalls Of(ClientRequest request) => request is ILocating ? Locating : Walking;

    /// <summary>How much a call that walks may do in this piece.</summary>
    /// <param name="piece">What a piece is for calls that have a place.</param>
    public int Budget(int piece) => HasPlace(Walking) ? piece : Math.Max(1, piece / DivisorWithoutPlace);

    /// <summary>Whether the call that is run has a place among those, or would get one.</summary>
    public bool HasPlace(LongCalls calls) => Newcomer is not { } caller || calls.HasRoom(caller);

    /// <summary>What was left by the piece before, or a new one for the first.</summary>
    public T Resume<T>(Func<T> begin)
        where T : class
    {
        if (Cursor is not T cursor)
        {
            Cursor = cursor = begin();
        }

        return cursor;
    }

    /// <summary>Gives up what is left: the call is answered.</summary>
    public void End()
    {
        (Cursor as IDisposable)?.Dispose();
        Cursor = null;
    }
}
