// Package wav reads WAV files of 16-bit samples.
package wav

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

// Audio is the contents of a file.
type Audio struct {
	Rate     int     // Hz
	Channels int     // at least 1
	Samples  []int16 // the channels of each frame in order
}

// format is the beginning of a chunk "fmt ".
type format struct {
	Kind, Channels    uint16
	Rate, BytesPerSec uint32
	FrameSize, Bits   uint16
}

// Read reads a file.
func Read(path string) (*Audio, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	audio, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return audio, nil
}

func parse(data []byte) (*Audio, error) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return nil, errors.New("expected a WAV file")
	}
	var audio *Audio
	for rest := data[12:]; len(rest) >= 8; {
		kind, size := string(rest[:4]), uint64(binary.LittleEndian.Uint32(rest[4:8]))
		rest = rest[8:]
		body := rest
		if uint64(len(body)) > size {
			body = body[:size]
		}
		switch {
		case kind == "fmt ":
			var err error
			if audio, err = parseFormat(body); err != nil {
				return nil, err
			}
		case kind == "data" && audio != nil:
			audio.Samples = make([]int16, len(body)/2/audio.Channels*audio.Channels)
			return audio, binary.Read(bytes.NewReader(body), binary.LittleEndian, audio.Samples)
		}
		rest = rest[min(uint64(len(rest)), size+size%2):]
	}
	return nil, errors.New("the WAV file has no samples")
}

func parseFormat(body []byte) (*Audio, error) {
	var f format
	if err := binary.Read(bytes.NewReader(body), binary.LittleEndian, &f); err != nil {
		return nil, errors.New("the WAV file has an incomplete format")
	}
	const pcm, extensible = 1, 0xFFFE
	if (f.Kind != pcm && f.Kind != extensible) || f.Bits != 16 || f.Channels == 0 {
		return nil, fmt.Errorf("expected PCM of 16 bits, got format %d, %d bits, %d channels", f.Kind, f.Bits, f.Channels)
	}
	return &Audio{Rate: int(f.Rate), Channels: int(f.Channels)}, nil
}

func min(a, b uint64) uint64 {
	if a < b {
		return a
	}
	return b
}

// Mono returns one channel as floating-point samples, full scale 1.0: the average, or a channel, where the first is 1.
func (a *Audio) Mono(channel int) ([]float32, error) {
	if channel < 0 || channel > a.Channels {
		return nil, fmt.Errorf("expected a channel from 1 to %d, got %d", a.Channels, channel)
	}
	samples := make([]float32, len(a.Samples)/a.Channels)
	for i := range samples {
		frame := a.Samples[i*a.Channels : (i+1)*a.Channels]
		if channel > 0 {
			samples[i] = float32(frame[channel-1]) / 32768
			continue
		}
		sum := 0
		for _, sample := range frame {
			sum += int(sample)
		}
		samples[i] = float32(sum) / float32(a.Channels) / 32768
	}
	return samples, nil
}
