namespace Hathi.Ring.Data.Reads;

/// <summary>Answers reads: a store, or tables that are made up as they are read. Safe from any thread.</summary>
public interface IRowSource
{
    /// <summary>Begins to read; the command stays as it is until the cursor is disposed.</summary>
    IRowCursor Read(ReadCommand command);
}
