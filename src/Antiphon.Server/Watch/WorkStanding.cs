using System.Text.Json;
using Antiphon.Numerics;

namespace Antiphon.Server;

/// <summary>How work stands at one instant.</summary>
/// <param name="State">Whether it runs.</param>
/// <param name="Words">What came of it, in words; empty before its end.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Elapsed">Seconds since it began.</param>
/// <param name="Left">Seconds that are left, about; null where that is not known.</param>
internal sealed record WorkStanding(WorkState State, string Words, Progress Progress, double Elapsed, double? Left)
{
    /// <summary>Writes it as fields.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("state", JsonNamingPolicy.KebabCaseLower.ConvertName(State.ToString()));
        json.WriteString("words", Words);
        json.WriteStartObject("progress");
        json.WriteNumber("fraction", Math.Clamp(Progress.Fraction, 0, 1));
        json.WriteString("text", Progress.Text);
        json.WriteNumber("elapsed", Elapsed);
        json.WriteFigure("left", Left);
        json.WriteEndObject();
    }
}
