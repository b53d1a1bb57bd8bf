FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
RUN npm ci --ignore-scripts
COPY build ./build
COPY src ./src
COPY openapi.yaml openapi-2026-07.yaml ./
RUN npm run build

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production REPULL_MOCK_HOST=0.0.0.0
COPY --from=build /app/bundle ./bundle
COPY package.json openapi.yaml openapi-2026-07.yaml LICENSE ./
USER node
EXPOSE 7855
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["node", "bundle/cli.cjs", "health"]
ENTRYPOINT ["node", "bundle/cli.cjs"]
