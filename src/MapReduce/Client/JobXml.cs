using System.Text;
using System.Xml;
using Hathi.Hadoop.Conf;

namespace Hathi.MapReduce.Client;

/// <summary>Writes a configuration as Hadoop's XML.</summary>
internal static class JobXml
{
    internal static byte[] Encode(Configuration configuration)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartElement("configuration");
            foreach (var (name, value) in configuration.All())
            {
                xml.WriteStartElement("property");
                xml.WriteElementString("name", name);
                xml.WriteElementString("value", value);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }
}
