using System.Globalization;
using System.Xml;

namespace FleetActors.Api;

/// <summary>A track as GPX 1.1, which maps and navigation programs read. GPX has no place for charge and odometer.</summary>
public static class TrackGpx
{
    private const string Namespace = "http://www.topografix.com/GPX/1/1";

    /// <summary>UTF-8 text.</summary>
    public static byte[] Write(TrackBody track)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new System.Text.UTF8Encoding(false) }))
        {
            xml.WriteStartElement("gpx", Namespace);
            xml.WriteAttributeString("version", "1.1");
            xml.WriteAttributeString("creator", "FleetActors");
            xml.WriteStartElement("trk", Namespace);
            xml.WriteElementString("name", Namespace, track.Vehicle.Value);
            xml.WriteStartElement("trkseg", Namespace);
            foreach (var fix in track.Fixes) WritePoint(xml, fix);
            xml.WriteEndDocument();
        }
        return bytes.ToArray();
    }

    private static void WritePoint(XmlWriter xml, Fix fix)
    {
        xml.WriteStartElement("trkpt", Namespace);
        xml.WriteAttributeString("lat", fix.Position.Latitude.ToString("F7", CultureInfo.InvariantCulture));
        xml.WriteAttributeString("lon", fix.Position.Longitude.ToString("F7", CultureInfo.InvariantCulture));
        xml.WriteElementString("time", Namespace, fix.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }
}
