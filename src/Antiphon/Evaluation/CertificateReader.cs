using System.Text.Json;
using Antiphon.Games;

namespace Antiphon.Evaluation;

/// <summary>Reads the fields of a certificate file; every violation is listed.</summary>
internal sealed class CertificateReader(string source)
{
    private static readonly string[] Names =
    [
        "format",
        "version",
        "game",
        "gameHash",
        "policyHash",
        "agents",
        "subsample",
        "method",
        "value",
        "residual",
        "dispatcherGap",
        "agentGap",
        "teamGap",
        "firstOrderGap",
        "selfishAgentGap",
        "welfareGap",
        "welfareGroup",
        "epsilon",
        "seconds",
        "notices",
        "witness",
        "estimate",
    ];

    // What earlier versions called the sampling rule.
    private const string FormerSampling = "look";

    private readonly StrictJson json = new();

    internal StoredCertificate Read(JsonElement root)
    {
        json.Fields(string.Empty, root, Names, ["sampling", FormerSampling]);
        RequireNothingWrong();
        JsonElement value = Object(root, "value", "initial");
        JsonElement epsilon = Object(root, "epsilon", "initial", "worst");
        RequireNothingWrong();
        var certificate = new NashCertificate
        {
            Game = Text(root, "game"),
            GameHash = Text(root, "gameHash"),
            PolicyHash = Text(root, "policyHash"),
            Agents = Whole(root, "agents"),
            Subsample = (int)Math.Clamp(Whole(root, "subsample"), 0, int.MaxValue),
            Sampling = Sampling(root),
            Method = Text(root, "method"),
            Value = Finite(json, "value.initial", value.GetProperty("initial")),
            Residual = Finite(json, "residual", root.GetProperty("residual")),
            DispatcherGap = Gap(root, "dispatcherGap"),
            AgentGap = Gap(root, "agentGap"),
            TeamGap = Gap(root, "teamGap"),
            FirstOrderGap =
                root.GetProperty("firstOrderGap").ValueKind == JsonValueKind.Null
                    ? null
                    : Finite(json, "firstOrderGap", root.GetProperty("firstOrderGap")),
            SelfishAgentGap = Gap(root, "selfishAgentGap"),
            WelfareGap = Gap(root, "welfareGap"),
            WelfareGroup = (int)Math.Clamp(Whole(root, "welfareGroup"), 0, int.MaxValue),
            Seconds = Finite(json, "seconds", root.GetProperty("seconds")),
            Notices = json.List("notices", root.GetProperty("notices"), (place, element) => json.Text(place, element) ?? string.Empty)
                ?? [],
            Estimate = EstimateFields.Read(json, root.GetProperty("estimate")),
        };
        if (certificate.Method is not (NashCertificate.Exact or NashCertificate.Estimated))
        {
            json.Add(
                "method",
                $"is \"{certificate.Method}\"",
                $"\"{NashCertificate.Exact}\" or \"{NashCertificate.Estimated}\"",
                "restore the file"
            );
        }

        RequireMethodToFit(certificate);
        Text(root, "version");
        string? witness = root.GetProperty("witness").ValueKind == JsonValueKind.Null ? null : Text(root, "witness");
        (double initial, double worst) = (
            Finite(json, "epsilon.initial", epsilon.GetProperty("initial")),
            Finite(json, "epsilon.worst", epsilon.GetProperty("worst"))
        );
        RequireNothingWrong();
        return new StoredCertificate(certificate, initial, worst, witness);
    }

    // An exact certificate has no part that is estimated, and an estimate rests on one: readers show the one or the other.
    private void RequireMethodToFit(NashCertificate certificate)
    {
        bool isEstimated = certificate.Method == NashCertificate.Estimated;
        if (json.Violations.Count == 0 && isEstimated != certificate.Estimate is not null)
        {
            json.Add(
                "estimate",
                isEstimated ? "is null" : "is an object",
                isEstimated ? "an object, since the method is \"estimate\"" : "null, since the method is \"exact\"",
                "restore the file"
            );
        }
    }

    private string? Sampling(JsonElement root)
    {
        string name = root.TryGetProperty(FormerSampling, out _) ? FormerSampling : "sampling";
        if (name == FormerSampling && root.TryGetProperty("sampling", out _))
        {
            json.Add(FormerSampling, "stands beside \"sampling\", its present name", "one of the two", "restore the file");
        }

        return root.TryGetProperty(name, out JsonElement sampling) ? json.Text(name, sampling) : null;
    }

    internal static GapInterval Interval(StrictJson json, string place, JsonElement element)
    {
        double[]? ends = json.Numbers(place, element);
        if (ends is { Length: not 2 })
        {
            json.Add(place, $"has {ends.Length} entries", "two ends, [lower, upper]", "restore the file");
        }

        for (int end = 0; end < ends?.Length; end++)
        {
            RequireFinite(json, $"{place}[{end}]", ends[end]);
        }

        return ends is { Length: 2 } ? new GapInterval(ends[0], ends[1]) : default;
    }

    internal static double Finite(StrictJson json, string place, JsonElement element)
    {
        double number = json.Number(place, element);
        RequireFinite(json, place, number);
        return number;
    }

    // Any inequality below an infinite figure holds. What is no number at all was noted when it was read.
    private static void RequireFinite(StrictJson json, string place, double number)
    {
        if (double.IsInfinity(number))
        {
            json.Add(place, "is too large for a double", "a finite number", "restore the file");
        }
    }

    private EquilibriumGap Gap(JsonElement root, string field)
    {
        JsonElement element = Object(root, field, "initial", "worst");
        return new EquilibriumGap(Part("initial"), Part("worst"));

        GapInterval Part(string name) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement ends)
                ? Interval(json, $"{field}.{name}", ends)
                : default;
    }

    private JsonElement Object(JsonElement root, string field, params string[] names)
    {
        JsonElement element = root.GetProperty(field);
        if (element.ValueKind == JsonValueKind.Object)
        {
            json.Fields(field, element, names, []);
        }
        else
        {
            json.Wrong<string>(field, element, "an object");
        }

        return element;
    }

    private string Text(JsonElement root, string field) => json.Text(field, root.GetProperty(field)) ?? string.Empty;

    private long Whole(JsonElement root, string field) => json.Whole(field, root.GetProperty(field)) ?? 0;

    private void RequireNothingWrong()
    {
        if (json.Violations.Count > 0)
        {
            throw new InvalidInputException(ViolationList.Describe(source, json.Violations));
        }
    }
}
