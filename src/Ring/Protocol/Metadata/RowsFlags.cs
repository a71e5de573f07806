namespace Hathi.Ring.Protocol.Metadata;

/// <summary>Source: <c>native_protocol_v5.spec</c>, section 4.2.5.2.</summary>
[Flags]
internal enum RowsFlags
{
    None = 0,
    GlobalTable = 0x0001,
    HasMorePages = 0x0002,
    NoMetadata = 0x0004,
    MetadataChanged = 0x0008,
}
