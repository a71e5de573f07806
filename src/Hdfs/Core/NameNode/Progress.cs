using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.NameNode;

/// <summary>
/// How far a call has come that takes more than one step. An operation that is not done gives <see cref="Unfinished"/> and is run again from its start with
/// the next piece, so that everything it looks at is looked at anew; only what is left in <see cref="Cursor"/> goes on where it was.
/// </summary>
internal sealed class Progress
{
    /// <summary>
    /// What a piece is divided by for a call for which there is no place among the long ones: if that much is enough it is answered, else
    /// refused. So those who are refused and come again cost little.
    /// </summary>
    private const int DivisorWithoutPlace = 100;

    /// <summary>What an operation gives that is not done.</summary>
    public static readonly object Unfinished = new();

    /// <summary>What the operation left here with the piece before; null at first.</summary>
    public object? Cursor { get; set; }

    /// <summary>The calls that have been put off.</summary>
    public LongCalls Calls { get; } = new();

    /// <summary>Whose call is in its first piece; null: it has its place already, or needs none.</summary>
    public Caller? Newcomer { get; set; }

    /// <summary>How much the call may do in this piece.</summary>
    /// <param name="piece">What a piece is for calls that have a place.</param>
    public int Budget(int piece) => Newcomer is { } caller && !Calls.HasRoom(caller) ? Math.Max(1, piece / DivisorWithoutPlace) : piece;

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
