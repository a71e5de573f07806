namespace Hathi.Ring.Core.Running;

/// <summary>Takes the values of rows, one after another, as many a row as there are result columns.</summary>
public interface IRowSink
{
    /// <summary>The next value; its bytes are taken before this returns.</summary>
    void Value(scoped ReadOnlySpan<byte> value);

    /// <summary>The next value, which is null.</summary>
    void Null();
}
