namespace Hathi.Hdfs.Core.NameNode;

/// <summary>
/// How far a call has come that takes more than one step. An operation that is not done gives <see cref="Unfinished"/> and is run again from its start with
/// the next piece, so that everything it looks at is looked at anew; only what is left in <see cref="Cursor"/> goes on where it was.
/// </summary>
internal sealed class Progress
{
    /// <summary>What an operation gives that is not done.</summary>
    public static readonly object Unfinished = new();

    /// <summary>What the operation left here with the piece before; null at first.</summary>
    public object? Cursor { get; set; }

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
