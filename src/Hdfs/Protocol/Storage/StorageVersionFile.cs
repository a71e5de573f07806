using System.Globalization;

namespace Hathi.Hdfs.Protocol.Storage;

/// <summary>
/// A <c>VERSION</c> file: what a storage directory is and whom it belongs to. A DataNode has one under <c>current</c> and one a block
/// pool under <c>current/BP-…/current</c>, a NameNode has one under <c>current</c>; each has other keys, the rest are null here.
/// Source: Apache <c>StorageInfo</c>, <c>DataStorage</c>, <c>BlockPoolSliceStorage</c>, <c>NNStorage</c>.
/// </summary>
public sealed record StorageVersionFile
{
    /// <summary><see cref="StorageType"/> of a DataNode's volume.</summary>
    public const string DataNodeType = "DATA_NODE";

    /// <summary><see cref="StorageType"/> of a NameNode's name directory.</summary>
    public const string NameNodeType = "NAME_NODE";

    /// <summary>See <see cref="LayoutVersions"/>.</summary>
    public required int LayoutVersion { get; init; }

    /// <summary>Milliseconds since 1970 when the name space was made or last upgraded; 0 in a DataNode's volume.</summary>
    public required long CreationTime { get; init; }

    /// <summary><see cref="DataNodeType"/> or <see cref="NameNodeType"/>; a block pool has none.</summary>
    public string? StorageType { get; init; }

    /// <summary><c>CID-</c> and a UUID; a block pool has none.</summary>
    public string? ClusterId { get; init; }

    /// <summary>A DataNode's volume has none.</summary>
    public int? NamespaceId { get; init; }

    /// <summary><c>BP-random-address-milliseconds</c>; a DataNode's volume has none.</summary>
    public string? BlockPoolId { get; init; }

    /// <summary><c>DS-</c> and a UUID: the volume; only in a DataNode's volume.</summary>
    public string? StorageId { get; init; }

    /// <summary>The DataNode; only in its volumes.</summary>
    public string? DatanodeUuid { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="MalformedMessageException">
    /// No properties file, <c>layoutVersion</c> or <c>cTime</c> absent, or a number that is none.
    /// </exception>
    public static StorageVersionFile Parse(ReadOnlySpan<byte> text)
    {
        var pairs = JavaProperties.Parse(text);
        return new StorageVersionFile
        {
            LayoutVersion = Number<int>(pairs, "layoutVersion") ?? throw Absent("layoutVersion"),
            CreationTime = Number<long>(pairs, "cTime") ?? throw Absent("cTime"),
            StorageType = pairs.GetValueOrDefault("storageType"),
            ClusterId = pairs.GetValueOrDefault("clusterID"),
            NamespaceId = Number<int>(pairs, "namespaceID"),
            BlockPoolId = pairs.GetValueOrDefault("blockpoolID"),
            StorageId = pairs.GetValueOrDefault("storageID"),
            DatanodeUuid = pairs.GetValueOrDefault("datanodeUuid"),
        };
    }

    /// <summary>The file's text, which says at its head when it was written.</summary>
    public byte[] Format(DateTimeOffset writtenAt)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        Add(pairs, "namespaceID", NamespaceId);
        Add(pairs, "storageID", StorageId);
        Add(pairs, "clusterID", ClusterId);
        Add(pairs, "cTime", CreationTime);
        Add(pairs, "datanodeUuid", DatanodeUuid);
        Add(pairs, "storageType", StorageType);
        Add(pairs, "blockpoolID", BlockPoolId);
        Add(pairs, "layoutVersion", LayoutVersion);
        var comment = writtenAt.UtcDateTime.ToString("ddd MMM dd HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture);
        return JavaProperties.Format(comment, pairs);
    }

    private static void Add(List<KeyValuePair<string, string>> pairs, string key, object? value)
    {
        if (value is not null)
        {
            pairs.Add(new(key, Convert.ToString(value, CultureInfo.InvariantCulture)!));
        }
    }

    private static T? Number<T>(Dictionary<string, string> pairs, string key)
        where T : struct, IParsable<T>
    {
        if (!pairs.TryGetValue(key, out var text))
        {
            return null;
        }

        return T.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new MalformedMessageException($"a VERSION file whose {key} is no number: '{text}'");
    }

    private static MalformedMessageException Absent(string key) => new($"a VERSION file without {key}");
}
