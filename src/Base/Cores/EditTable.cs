namespace Hathi.Base.Cores;

/// <summary>From a record back to the changes it stands for: the kinds of edits that a Core knows, a line each.</summary>
/// <typeparam name="TState">What they change.</typeparam>
/// <param name="of">Whose records they are, for the message of an error: "the name space".</param>
public sealed class EditTable<TState>(string of)
{
    private readonly ReplayOne?[] _kinds = new ReplayOne?[byte.MaxValue + 1];

    private delegate void ReplayOne(ref RecordReader reader, TState state);

    /// <summary>A kind of edit.</summary>
    /// <param name="kind">Its first byte.</param>
    public EditTable<TState> Add<TEdit>(byte kind)
        where TEdit : IEdit<TEdit, TState>, allows ref struct
    {
        _kinds[kind] = ReplayOf<TEdit>;
        return this;
    }

    /// <summary>Applies all edits of one record.</summary>
    /// <exception cref="FormatException">Unknown kind, damaged, or not fitting what was there.</exception>
    public void Replay(TState state, ref RecordReader reader)
    {
        while (!reader.AtEnd)
        {
            var kind = reader.Byte();
            var replay = _kinds[kind] ?? throw RecordReader.Damaged(of, $"has an edit of the unknown kind {kind}");
            replay(ref reader, state);
        }
    }

    private static void ReplayOf<TEdit>(ref RecordReader reader, TState state)
        where TEdit : IEdit<TEdit, TState>, allows ref struct => TEdit.Read(ref reader).Apply(state);
}
