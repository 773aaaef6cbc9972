using System.Globalization;
using System.Text.Json;
using Antiphon.Games;

namespace Antiphon.Evaluation;

/// <summary>
/// Certificate files, format antiphon-certificate/1: one JSON object with every figure of a <see cref="NashCertificate"/>.
/// </summary>
public static class CertificateFile
{
    /// <summary>The format that is read and written.</summary>
    internal const string Format = "antiphon-certificate/1";

    /// <summary>Reads a certificate file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidInputException">
    /// The file cannot be read, is not JSON, has another format, or a field is missing, unknown or of the wrong type.
    /// </exception>
    public static StoredCertificate Load(string path) => Parse(InputFile.ReadText(path), path);

    /// <summary>Reads a certificate from the text of a file.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="InvalidInputException">
    /// The text is not JSON, has another format, or a field is missing, unknown or of the wrong type.
    /// </exception>
    public static StoredCertificate Parse(string json, string source) => InputFile.Parse(json, source, root =>
        {
            InputFile.RequireFormat(root, Format, source);
            return new CertificateReader(source).Read(root);
        });

    /// <summary>Writes a certificate file. The file appears whole or not at all.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="path">The file; it is replaced if it exists.</param>
    /// <param name="witnessHash">Hash of the witness file, see <see cref="WitnessFile"/>; null when there is none.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Save(NashCertificate certificate, string path, string? witnessHash = null) =>
        AtomicFile.WriteText(path, Write(certificate, witnessHash));

    /// <summary>The text of a certificate file.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="witnessHash">Hash of the witness file; null when there is none.</param>
    public static string Write(NashCertificate certificate, string? witnessHash = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return JsonTables.Object(writer =>
        {
            writer.WriteString("format", Format);
            writer.WriteString("version", AntiphonVersion.Current);
            writer.WriteString("game", certificate.Game);
            writer.WriteString("gameHash", certificate.GameHash);
            writer.WriteString("policyHash", certificate.PolicyHash);
            writer.WriteNumber("agents", certificate.Agents);
            writer.WriteNumber("subsample", certificate.Subsample);
            if (certificate.Sampling is { } sampling)
            {
                writer.WriteString("sampling", sampling);
            }

            writer.WriteString("method", certificate.Method);
            Raw(writer, "value", $"{{ \"initial\": {Text(certificate.Value)} }}");
            Number(writer, "residual", certificate.Residual);
            Gap(writer, "dispatcherGap", certificate.DispatcherGap);
            Gap(writer, "agentGap", certificate.AgentGap);
            Gap(writer, "teamGap", certificate.TeamGap);
            Number(writer, "firstOrderGap", certificate.FirstOrderGap ?? double.NaN);
            Gap(writer, "selfishAgentGap", certificate.SelfishAgentGap);
            Gap(writer, "welfareGap", certificate.WelfareGap);
            writer.WriteNumber("welfareGroup", certificate.WelfareGroup);
            Raw(writer, "epsilon", $"{{ \"initial\": {Text(certificate.EpsilonInitial)}, \"worst\": {Text(certificate.EpsilonWorst)} }}");
            Number(writer, "seconds", certificate.Seconds);
            writer.WritePropertyName("notices");
            JsonTables.Names(writer, certificate.Notices);
            writer.WriteString("witness", witnessHash);
            EstimateFields.Write(writer, certificate.Estimate);
        });
    }

    /// <summary>A number that reading gives back to the bit; null when it is not finite.</summary>
    internal static string Text(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "null";

    internal static string Text(GapInterval interval) => $"[{Text(interval.Lower)}, {Text(interval.Upper)}]";

    internal static void Number(Utf8JsonWriter writer, string field, double value) => Raw(writer, field, Text(value));

    internal static void Raw(Utf8JsonWriter writer, string field, string json)
    {
        writer.WritePropertyName(field);
        writer.WriteRawValue(json, skipInputValidation: true);
    }

    private static void Gap(Utf8JsonWriter writer, string field, EquilibriumGap gap) =>
        Raw(writer, field, $"{{ \"initial\": {Text(gap.Initial)}, \"worst\": {Text(gap.Worst)} }}");
}
