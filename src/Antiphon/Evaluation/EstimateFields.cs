using System.Text.Json;
using Antiphon.Games;

namespace Antiphon.Evaluation;

/// <summary>The field "estimate" of a certificate file: an object, or null.</summary>
internal static class EstimateFields
{
    private static readonly string[] Names = ["value", "horizon", "truncationBound", "meanField", "trend"];
    private static readonly string[] ModelNames = ["resolution", "value", "dispatcherGap", "agentGap", "selfishAgentGap"];
    private static readonly string[] TrendNames = ["agents", "value", "dispatcherGap", "agentGap", "selfishAgentGap", "epsilon"];

    internal static void Write(Utf8JsonWriter writer, EstimateDetails? details)
    {
        if (details is null)
        {
            writer.WriteNull("estimate");
            return;
        }

        writer.WriteStartObject("estimate");
        CertificateFile.Raw(writer, "value", CertificateFile.Text(new GapInterval(details.ValueLow, details.ValueHigh)));
        writer.WriteNumber("horizon", details.Horizon);
        CertificateFile.Number(writer, "truncationBound", details.TruncationBound);
        Rows(writer, "meanField", [Model(details.Coarse), Model(details.Fine)]);
        Rows(writer, "trend", details.Trend.Select(Point));
        writer.WriteEndObject();
    }

    internal static EstimateDetails? Read(StrictJson json, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return json.Wrong<EstimateDetails>("estimate", element, "an object or null");
        }

        json.Fields("estimate", element, Names, []);
        if (json.Violations.Count > 0)
        {
            return null;
        }

        GapInterval value = CertificateReader.Interval(json, "estimate.value", element.GetProperty("value"));
        MeanFieldGaps[] models = json.List("estimate.meanField", element.GetProperty("meanField"), (place, part) =>
            Model(json, place, part)
        ) ?? [];
        TrendPoint[] trend = json.List("estimate.trend", element.GetProperty("trend"), (place, part) => Point(json, place, part)) ?? [];
        if (models.Length != 2)
        {
            json.Add("estimate.meanField", $"has {models.Length} entries", "2 resolutions", "estimate again");
            return null;
        }

        long horizon = json.Whole("estimate.horizon", element.GetProperty("horizon")) ?? 0;
        return new EstimateDetails(
            value.Lower,
            value.Upper,
            (int)horizon,
            CertificateReader.Finite(json, "estimate.truncationBound", element.GetProperty("truncationBound")),
            models[0],
            models[1],
            trend
        );
    }

    private static void Rows(Utf8JsonWriter writer, string field, IEnumerable<string> rows) =>
        CertificateFile.Raw(writer, field, $"[{string.Join(",", rows.Select(row => $"\n      {row}"))}\n    ]");

    private static string Model(MeanFieldGaps model) =>
        $"{{ \"resolution\": {model.Resolution}, \"value\": {CertificateFile.Text(model.Value)}, \"dispatcherGap\": "
        + $"{Pair(model.Dispatcher, model.DispatcherWorst)}, "
        + $"\"agentGap\": {Pair(model.Agent, model.AgentWorst)}, \"selfishAgentGap\": {Pair(model.Selfish, model.SelfishWorst)} }}";

    // [initial, worst]
    private static string Pair(double initial, double worst) => CertificateFile.Text(new GapInterval(initial, worst));

    private static string Point(TrendPoint point) =>
        $"{{ \"agents\": {point.Agents}, \"value\": {CertificateFile.Text(point.Value)}, \"dispatcherGap\": "
        + $"{CertificateFile.Text(point.Dispatcher)}, "
        + $"\"agentGap\": {CertificateFile.Text(point.Agent)}, \"selfishAgentGap\": {CertificateFile.Text(point.Selfish)}, \"epsilon\": "
        + $"{CertificateFile.Text(point.EpsilonInitial)} }}";

    private static MeanFieldGaps Model(StrictJson json, string place, JsonElement element)
    {
        if (!HasFields(json, place, element, ModelNames))
        {
            return new MeanFieldGaps(0, 0, 0, 0, 0, 0, 0, 0);
        }

        (GapInterval dispatcher, GapInterval agent, GapInterval selfish) = (
            Interval("dispatcherGap"),
            Interval("agentGap"),
            Interval("selfishAgentGap")
        );
        long resolution = json.Whole($"{place}.resolution", element.GetProperty("resolution")) ?? 0;
        return new MeanFieldGaps(
            (int)resolution,
            CertificateReader.Finite(json, $"{place}.value", element.GetProperty("value")),
            dispatcher.Lower,
            dispatcher.Upper,
            agent.Lower,
            agent.Upper,
            selfish.Lower,
            selfish.Upper
        );

        GapInterval Interval(string field) => CertificateReader.Interval(json, $"{place}.{field}", element.GetProperty(field));
    }

    private static TrendPoint Point(StrictJson json, string place, JsonElement element)
    {
        if (!HasFields(json, place, element, TrendNames))
        {
            return new TrendPoint(0, 0, default, default, default, 0);
        }

        return new TrendPoint(
            json.Whole($"{place}.agents", element.GetProperty("agents")) ?? 0,
            CertificateReader.Finite(json, $"{place}.value", element.GetProperty("value")),
            Interval("dispatcherGap"),
            Interval("agentGap"),
            Interval("selfishAgentGap"),
            CertificateReader.Finite(json, $"{place}.epsilon", element.GetProperty("epsilon"))
        );

        GapInterval Interval(string field) => CertificateReader.Interval(json, $"{place}.{field}", element.GetProperty(field));
    }

    private static bool HasFields(StrictJson json, string place, JsonElement element, string[] names)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            json.Wrong<string>(place, element, "an object");
            return false;
        }

        int before = json.Violations.Count;
        json.Fields(place, element, names, []);
        return json.Violations.Count == before;
    }
}
