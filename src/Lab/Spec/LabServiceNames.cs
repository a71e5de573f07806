namespace Hathi.Lab.Spec;

/// <summary>Services as words of a command line or of lab.yaml.</summary>
public static class LabServiceNames
{
    /// <exception cref="LabException">A word is no service, or files are missing, which everything else builds on.</exception>
    public static LabServices Parse(IEnumerable<string> words)
    {
        LabServices services = 0;
        foreach (var word in words)
        {
            services |= word.Trim() switch
            {
                "hdfs" => LabServices.Hdfs,
                "yarn" => LabServices.Yarn,
                "ring" => LabServices.Ring,
                _ => throw new LabException($"'{word}' is no service; there are hdfs, yarn, ring"),
            };
        }

        return services.HasFlag(LabServices.Hdfs)
            ? services
            : throw new LabException("a lab has files, in which YARN keeps what its programs need: name hdfs as well");
    }
}
